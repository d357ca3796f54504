package org.streamlistening.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Reads on after what passes, with a pause before each new try. */
final class RetryingReader implements StreamReader {

    private final StreamReader reader;
    private final RetryPolicy policy;
    private final Retries.Waiting waiting;

    // All below belongs to the thread that calls next().
    private int failures;
    private boolean answered;

    /** @param waiting ends early, with an exception, when the reader is closed */
    RetryingReader(StreamReader reader, RetryPolicy policy, Retries.Waiting waiting) {
        this.reader = reader;
        this.policy = policy;
        this.waiting = waiting;
    }

    @Override
    public StreamBatch next() {
        while (true) {
            try {
                return succeeded(reader.next());
            } catch (StreamException e) {
                failed(e);
            }
        }
    }

    /**
     * An answer without progress right after a failure proves little: the server may have what is there, and fail
     * whenever it is asked to wait. Only progress, or a second answer in a row, makes the failures forgotten.
     */
    private StreamBatch succeeded(StreamBatch batch) {
        if (answered || !batch.next().equals(batch.from())) {
            failures = 0;
        }
        answered = true;
        return batch;
    }

    private void failed(StreamException cause) {
        answered = false;
        failures++;
        if (!cause.retryable() || failures > policy.maxRetries()) {
            failures = 0;
            throw cause;
        }
        double part = ThreadLocalRandom.current().nextDouble();
        waiting.pause(policy.pause(failures, part, cause.retryAfter().orElse(Duration.ZERO)));
    }

    @Override
    public void close() {
        reader.close();
    }
}

package org.streamlistening.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Reads on after what passes, with a pause before each new try. */
final class RetryingReader implements StreamReader {

    private final StreamReader reader;
    private final RetryPolicy policy;
    private final Retries.Waiting waiting;

    /** @param waiting ends early, with an exception, when the reader is closed */
    RetryingReader(StreamReader reader, RetryPolicy policy, Retries.Waiting waiting) {
        this.reader = reader;
        this.policy = policy;
        this.waiting = waiting;
    }

    @Override
    public StreamBatch next() {
        for (int failures = 1; ; failures++) {
            try {
                return reader.next();
            } catch (StreamException e) {
                if (!e.retryable() || failures > policy.maxRetries()) {
                    throw e;
                }
                double part = ThreadLocalRandom.current().nextDouble();
                waiting.pause(policy.pause(failures, part, e.retryAfter().orElse(Duration.ZERO)));
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}

package org.streamlistening.internal.read;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.RetrySequence;

/**
 * Repeats a read after a transient failure, with a pause before each attempt.
 *
 * <p>Threads: as {@link HttpStreamReader}.
 */
public final class RetryingReader implements StreamReader {

    private static final System.Logger LOG = System.getLogger(RetryingReader.class.getName());

    private final StreamReader reader;
    private final RetrySequence retries;
    private final RetrySequence.Pause pause;

    // All below belongs to the thread that calls next().
    private boolean responded;

    /** The stream for which a proxy responds in place of the server, or null. */
    private @Nullable String foreign;

    /** @param pause ends early, with an exception, when the reader is closed */
    public RetryingReader(StreamReader reader, RetryPolicy policy, RetrySequence.Pause pause) {
        this.reader = reader;
        this.retries = new RetrySequence(policy);
        this.pause = pause;
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
     * Resets the failures after progress, or after a second response in a row. A first response without progress does
     * not reset them: a server can respond to plain reads and fail on each live read.
     */
    private StreamBatch succeeded(StreamBatch batch) {
        if (responded || !batch.next().equals(batch.from())) {
            retries.reset();
        }
        responded = true;
        if (foreign != null) {
            LOG.log(System.Logger.Level.INFO, "stream ''{0}'' can be read again", foreign);
            foreign = null;
        }
        return batch;
    }

    private void failed(StreamException cause) {
        responded = false;
        Duration delay = retries.delayAfter(cause);
        if (foreign == null && cause.getCause() instanceof ForeignResponseException) {
            foreign = cause.streamId();
            // The caller does not get this failure, and the reason may be a wrong base URI.
            LOG.log(System.Logger.Level.WARNING, "{0}; trying again", cause.getMessage());
        }
        pause.pause(delay);
    }

    @Override
    public void close() {
        reader.close();
    }
}

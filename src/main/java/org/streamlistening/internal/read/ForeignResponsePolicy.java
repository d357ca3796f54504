package org.streamlistening.internal.read;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.streamlistening.client.StreamDecodeException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.protocol.TimeText;

/**
 * Decides about responses that do not come from a Durable Streams server. A proxy sends them while it cannot reach the
 * server: such a failure is transient. If the base URI is wrong, it is permanent. For the thread that reads.
 */
final class ForeignResponsePolicy {

    private final StreamId id;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private boolean current;
    private long since;

    /** @param limit how long such responses count as transient */
    ForeignResponsePolicy(StreamId id, Duration limit, LongSupplier nanoTime) {
        this.id = id;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** The exception that the reader throws for such a response. */
    StreamException failure(ForeignResponseException response) {
        long now = nanoTime.getAsLong();
        if (!current) {
            current = true;
            since = now;
        }
        boolean lasts = Duration.ofNanos(now - since).compareTo(limit) >= 0;
        String message = "cannot read stream '" + id + "': " + response.getMessage()
                + ". Does a proxy show a maintenance page, or is the base URI wrong?";
        return lasts
                ? new StreamDecodeException(
                        message + " This has lasted for " + TimeText.of(limit), id.value(), 200, response)
                : new StreamException(
                        message + " It is retryable for " + TimeText.of(limit), id.value(), 200, true, null, response);
    }

    /** A response came from the server. */
    void over() {
        current = false;
    }
}

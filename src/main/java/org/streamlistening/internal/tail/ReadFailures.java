package org.streamlistening.internal.tail;

import java.time.Duration;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.read.ReadOutcome;
import org.streamlistening.internal.threads.Backoff;

/** The consecutive failures of one upstream read, and the pause before its next attempt. For one thread at a time. */
final class ReadFailures {

    private final Backoff backoff;
    private int count;
    private boolean succeeded;

    ReadFailures(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * Counts a success. A response without progress right after a failure proves little: a proxy may let each first request
     * through and cut each second one. Only progress, or a second response in a row, resets the failures.
     *
     * @return whether the failures are reset
     */
    boolean succeeded(StreamBatch batch) {
        boolean reset = succeeded || !batch.next().equals(batch.from());
        if (reset) {
            count = 0;
        }
        succeeded = true;
        return reset;
    }

    void failed() {
        succeeded = false;
        count++;
    }

    /** Whether the first failure is one without a response: usually a stale pooled connection. */
    boolean isStaleConnection(StreamException cause) {
        return count == 1
                && ReadOutcome.of(cause) == ReadOutcome.NO_RESPONSE
                && !ThrownByApplication.isTransient(cause.getCause());
    }

    /** @param floor the {@code Retry-After} of the server, else zero */
    Duration pause(Duration floor) {
        return backoff.delay(count, floor);
    }
}

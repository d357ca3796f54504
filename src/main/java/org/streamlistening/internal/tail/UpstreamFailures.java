package org.streamlistening.internal.tail;

import java.time.Duration;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.read.ReadOutcome;
import org.streamlistening.internal.threads.Backoff;

/** The consecutive failures of one upstream read, and the pause before its next attempt. For one thread at a time. */
final class UpstreamFailures {

    private final Backoff backoff;
    private int count;
    private boolean succeeded;

    UpstreamFailures(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * Counts a success. Progress, or a second response in a row, resets the failures. A first response without progress
     * does not reset them: a proxy can forward each first request and cut each second one.
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
                && !SafeThrowables.isTransient(cause.getCause());
    }

    /** @param floor the {@code Retry-After} of the server, else zero */
    Duration pause(Duration floor) {
        return backoff.delay(count, floor);
    }
}

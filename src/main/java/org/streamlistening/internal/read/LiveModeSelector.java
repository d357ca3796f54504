package org.streamlistening.internal.read;

import java.time.Duration;
import org.streamlistening.LiveMode;

/** How a reader waits for new messages; in {@link LiveMode#AUTO} it learns when event streams do not get through. */
final class LiveModeSelector {

    private static final Duration SHORT_LIVED = Duration.ofSeconds(1);
    private static final int PATIENCE = 3;

    private final boolean mayChange;
    private boolean sse;
    private int shortLived;

    LiveModeSelector(LiveMode mode) {
        this.mayChange = mode == LiveMode.AUTO;
        this.sse = mode != LiveMode.LONG_POLL;
    }

    boolean isSse() {
        return sse;
    }

    /** An event stream ended, whoever ended it. */
    void ended(Duration lived) {
        shortLived = lived.compareTo(SHORT_LIVED) < 0 ? shortLived + 1 : 0;
        if (shortLived >= PATIENCE) {
            refused();
        }
    }

    /**
     * What came was no event stream, or the server does not offer any.
     *
     * @return whether there is another way now
     */
    boolean refused() {
        boolean changes = sse && mayChange;
        sse = sse && !changes;
        return changes;
    }

    /** Whether this status may be about event streams only, and not about the stream. */
    static boolean mayRefuseSse(int status) {
        return status == 400 || status == 405 || status == 406 || status == 501;
    }
}

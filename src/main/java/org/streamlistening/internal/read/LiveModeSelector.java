package org.streamlistening.internal.read;

import java.time.Duration;
import org.streamlistening.LiveMode;

/** Selects event streams or long-polls for live reads. In {@link LiveMode#AUTO} it detects that event streams fail. */
final class LiveModeSelector {

    private static final Duration SHORT_LIVED = Duration.ofSeconds(1);
    private static final int MAX_SHORT_LIVED = 3;

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

    /** An event stream ended, for any reason. */
    void ended(Duration lived) {
        shortLived = lived.compareTo(SHORT_LIVED) < 0 ? shortLived + 1 : 0;
        if (shortLived >= MAX_SHORT_LIVED) {
            reject();
        }
    }

    /**
     * The response was no event stream, or an unusable one.
     *
     * @return whether long-polls replace event streams from now on
     */
    boolean reject() {
        boolean changes = sse && mayChange;
        sse = sse && !changes;
        return changes;
    }

    /** Whether a response with this status may be about event streams only, and not about the stream. */
    static boolean mayRejectSse(int status) {
        return status == 400 || status == 405 || status == 406 || status == 501;
    }
}

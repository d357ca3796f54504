package org.streamlistening.internal.read;

import java.time.Duration;

/**
 * Keeps a reader from sending requests in a hot loop. A response without messages is normal if the server waited for
 * one. If the server, or a cache before it, sends such a response at once, the reader pauses for a time that grows.
 *
 * <p>For the thread that reads.
 */
final class ReadPace {

    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = SHORTEST;
    private Duration pause = Duration.ZERO;

    /** When the request was sent, and whether its response has brought messages. */
    private long sentAt;

    private boolean progress;

    /** When the last mark arrived, how many before it had no messages between them, and whether messages came since. */
    private long markAt;

    private int emptyMarks;
    private boolean dataSinceMark;

    void requestSent() {
        sentAt = System.nanoTime();
        progress = false;
    }

    /** How long to pause before the next step. */
    Duration pause() {
        return pause;
    }

    void paused() {
        if (!pause.isZero()) {
            // The time between two marks must not count the pause of this reader.
            markAt = System.nanoTime();
            pause = Duration.ZERO;
        }
    }

    /** A batch was read. A new offset without messages is no progress: a server can name one after the other. */
    void batchRead(boolean hasMessages, boolean atMark) {
        progress |= hasMessages;
        dataSinceMark |= hasMessages && !atMark;
    }

    /**
     * An offset within a response. Offsets that follow each other without messages lead to a pause, except the first.
     */
    void markReached(boolean hasMessages) {
        long now = System.nanoTime();
        emptyMarks = hasMessages || dataSinceMark ? 0 : emptyMarks + 1;
        dataSinceMark = false;
        if (emptyMarks > 1) {
            pause = after(false, Duration.ofNanos(now - markAt));
        }
        markAt = now;
    }

    /**
     * The response ended.
     *
     * @param again whether the next request is the same one
     * @return how long the response took
     */
    Duration responseEnded(boolean again) {
        Duration took = Duration.ofNanos(System.nanoTime() - sentAt);
        if (progress || again) {
            pause = after(progress, took);
        }
        return took;
    }

    /** The response led back to an earlier offset. */
    void wentBack() {
        pause = after(false, Duration.ZERO);
    }

    private Duration after(boolean brought, Duration took) {
        if (brought || took.compareTo(QUICK) >= 0) {
            next = SHORTEST;
            return Duration.ZERO;
        }
        Duration length = next;
        Duration doubled = length.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return length;
    }
}

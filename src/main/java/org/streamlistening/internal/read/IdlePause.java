package org.streamlistening.internal.read;

import java.time.Duration;

/**
 * Keeps a reader from asking in a hot loop. An answer that brings nothing is normal when the server waited for it; a
 * server, or a cache before it, that answers so at once is asked after a pause that grows.
 */
final class IdlePause {

    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = SHORTEST;

    /**
     * How long to wait after an answer.
     *
     * @param progress whether it brought messages
     * @param took how long the server needed
     */
    Duration after(boolean progress, Duration took) {
        if (progress || took.compareTo(QUICK) >= 0) {
            next = SHORTEST;
            return Duration.ZERO;
        }
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}

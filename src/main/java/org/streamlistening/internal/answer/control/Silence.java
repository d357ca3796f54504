package org.streamlistening.internal.answer.control;

import java.time.Duration;

/**
 * Time spans, in nanoseconds. The sum of the longest waits is shorter than the configured silence: for the log to be
 * found, for it to be silent, and for that to be noticed.
 *
 * @param dead a server that was silent for so long is dead
 * @param beat the longest time between two signs of life, and between two looks at other servers
 * @param idle as {@code beat}, between two looks of a server that has no answers and knows no other server
 */
record Silence(long dead, long beat, long idle) {

    static Silence of(Duration configured) {
        long whole = configured.toNanos();
        return new Silence(whole / 2, whole / 8, whole / 4);
    }
}

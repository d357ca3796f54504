package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a failure: exponential with full jitter, so that many listeners that failed together do not
 * come back together.
 *
 * @param initial the longest wait after the first failure
 * @param max the longest wait ever, but for what a server demands
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 */
public record Backoff(Duration initial, Duration max, DoubleSupplier random) {

    /** No jitter makes a wait shorter than this: even at once is not in a hot loop. */
    private static final long SHORTEST_MILLIS = 10;

    private static final int MAX_DOUBLINGS = 30;

    /**
     * @param failures in a row, at least 1
     * @param floor what the server demands by {@code Retry-After}, else zero
     */
    public Duration delay(int failures, Duration floor) {
        double ceiling = Math.min(
                (double) max.toMillis(), initial.toMillis() * Math.pow(2, Math.min(failures - 1, MAX_DOUBLINGS)));
        Duration jittered = Duration.ofMillis(Math.max(SHORTEST_MILLIS, (long) (ceiling * random.getAsDouble())));
        return jittered.compareTo(floor) < 0 ? floor : jittered;
    }
}

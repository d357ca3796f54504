package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The pause after a failure: exponential with full jitter, so that clients that failed together do not return together.
 *
 * @param initial the longest pause after the first failure
 * @param max the longest pause after any failure, except for a longer {@code Retry-After}
 * @param multiplier the growth of the longest pause per failure
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 */
public record Backoff(Duration initial, Duration max, double multiplier, DoubleSupplier random) {

    /** Jitter never makes a pause shorter than this, or than {@link #max}: retries at once are a hot loop. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /** Doubles the longest pause per failure. */
    public Backoff(Duration initial, Duration max, DoubleSupplier random) {
        this(initial, max, 2, random);
    }

    /** With random numbers of the calling thread. */
    public Backoff(Duration initial, Duration max, double multiplier) {
        this(initial, max, multiplier, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * The next pause.
     *
     * @param failures the number of consecutive failures, at least 1
     * @param floor the {@code Retry-After} of the server, else zero
     */
    public Duration delay(int failures, Duration floor) {
        double longest = Math.min((double) max.toNanos(), initial.toNanos() * Math.pow(multiplier, failures - 1.0));
        long shortest = Math.min(SHORTEST.toNanos(), max.toNanos());
        Duration jittered = Duration.ofNanos(Math.max(shortest, (long) (longest * random.getAsDouble())));
        return jittered.compareTo(floor) < 0 ? floor : jittered;
    }
}

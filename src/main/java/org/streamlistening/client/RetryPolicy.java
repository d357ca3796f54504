package org.streamlistening.client;

import java.time.Duration;

/**
 * How often, and after which pause, something is tried again that failed for a while only: I/O errors, time-outs, 408,
 * 429, 5xx, and a 404 that is not the server's own, if that is one that marks its answers (the embedded server does:
 * its container answers while its application is not deployed). Everything else is never tried again. Immutable.
 *
 * <p>The pause before try n is a random part (<q>full jitter</q>) of {@code initialDelay} × {@code multiplier}ⁿ⁻¹, at
 * most {@code maxDelay}, and never shorter than what the server asks for in {@code Retry-After}.
 *
 * @param maxRetries how often after the first try; {@link Integer#MAX_VALUE}: for ever
 * @param initialDelay the longest pause before the first retry
 * @param maxDelay what no pause of our own exceeds; the server may ask for more
 * @param multiplier how much longer each pause may be than the one before
 */
public record RetryPolicy(int maxRetries, Duration initialDelay, Duration maxDelay, double multiplier) {

    private static final RetryPolicy DEFAULTS = new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5), 2);

    /** @throws IllegalArgumentException if a value makes no sense; the message names it */
    public RetryPolicy {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries must not be negative, not " + maxRetries);
        }
        if (initialDelay.isZero() || initialDelay.isNegative()) {
            throw new IllegalArgumentException("initialDelay must be positive, not " + initialDelay);
        }
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException("maxDelay must not be shorter than initialDelay, not " + maxDelay);
        }
        if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException("multiplier must be at least 1, not " + multiplier);
        }
    }

    /** For single operations: five retries, from 100 ms doubling to 5 s. */
    public static RetryPolicy defaults() {
        return DEFAULTS;
    }

    /** Once is enough. */
    public static RetryPolicy never() {
        return DEFAULTS.maxRetries(0);
    }

    /** For readers: as long as it takes, from 100 ms doubling to 30 s. */
    public static RetryPolicy forever() {
        return new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(30), 2);
    }

    /** The same with another number of retries. */
    public RetryPolicy maxRetries(int retries) {
        return new RetryPolicy(retries, initialDelay, maxDelay, multiplier);
    }
}

package org.streamlistening.client;

import java.time.Duration;

/**
 * The number of retries after transient failures, and the pauses before them. Immutable.
 *
 * <p>Transient failures are I/O errors, time-outs, 408, 429, 5xx except 501, and a 404 of another server. The client
 * recognises such a 404 if the server marks its responses, as the embedded server does; the container sends it while
 * the application is not deployed. Other failures are never retried.
 *
 * <p>The pause before retry n is a random part (<q>full jitter</q>) of {@code initialDelay} × {@code multiplier}ⁿ⁻¹, at
 * most {@code maxDelay}, and at least the {@code Retry-After} of the server.
 *
 * @param maxRetries the number of retries after the first attempt; {@link Integer#MAX_VALUE}: unlimited
 * @param initialDelay the longest pause before the first retry
 * @param maxDelay the longest pause before any retry; a {@code Retry-After} may be longer
 * @param multiplier the growth of the longest pause per retry, at least 1
 * @since 0.1
 */
public record RetryPolicy(int maxRetries, Duration initialDelay, Duration maxDelay, double multiplier) {

    private static final RetryPolicy DEFAULTS = new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5), 2);

    /** @throws IllegalArgumentException if a value is out of its range; the message has its name */
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

    /** No retries. */
    public static RetryPolicy never() {
        return DEFAULTS.maxRetries(0);
    }

    /** For readers: unlimited retries, from 100 ms doubling to 30 s. */
    public static RetryPolicy forever() {
        return new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(30), 2);
    }

    /** The same policy with another number of retries. */
    public RetryPolicy maxRetries(int retries) {
        return new RetryPolicy(retries, initialDelay, maxDelay, multiplier);
    }
}

package org.streamlistening.internal.http;

import java.time.Duration;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.threads.Backoff;

/**
 * Counts the consecutive failures of one operation or reader, and decides whether and when it is tried again. For one
 * thread at a time.
 */
public final class RetrySequence {

    private final RetryPolicy policy;
    private final Backoff backoff;
    private int failures;

    public RetrySequence(RetryPolicy policy) {
        this.policy = policy;
        this.backoff = new Backoff(policy.initialDelay(), policy.maxDelay(), policy.multiplier());
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    public interface Pause {

        /**
         * @throws java.util.concurrent.CancellationException if the client is closed or the thread interrupted
         *     meanwhile
         */
        void pause(Duration length);
    }

    /**
     * Counts a failure.
     *
     * @return the pause before the next attempt: exponential, and at least the {@code Retry-After} of the server
     * @throws StreamException the failure, if it is final or the policy permits no further attempt
     */
    public Duration delayAfter(StreamException failure) {
        failures++;
        if (!failure.retryable() || failures > policy.maxRetries()) {
            reset();
            throw failure;
        }
        return backoff.delay(failures, failure.retryAfter().orElse(Duration.ZERO));
    }

    /** Forgets all failures, since an attempt has succeeded. */
    public void reset() {
        failures = 0;
    }
}

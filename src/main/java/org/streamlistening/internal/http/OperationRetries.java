package org.streamlistening.internal.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.threads.Backoff;

/** Tries a single operation again, within a limit of time. */
public final class OperationRetries {

    private final RetryPolicy policy;
    private final Backoff backoff;
    private final Duration attempt;
    private final Duration limit;
    private final Waiting waiting;

    /** Waits; ends early with a {@link CancellationException} when the client is closed or the thread interrupted. */
    public interface Waiting {
        void pause(Duration length);
    }

    /**
     * @param attempt how long one try may take
     * @param limit how long all of them may take
     */
    public OperationRetries(RetryPolicy policy, Duration attempt, Duration limit, Waiting waiting) {
        this.policy = policy;
        this.backoff = new Backoff(policy.initialDelay(), policy.maxDelay(), policy.multiplier());
        this.attempt = attempt;
        this.limit = limit;
        this.waiting = waiting;
    }

    /** @throws CancellationException if the client was closed, or the thread interrupted */
    public <T> T of(Supplier<T> operation) {
        long begin = System.nanoTime();
        for (int failures = 1; ; failures++) {
            try {
                return operation.get();
            } catch (StreamException e) {
                if (e.retryable()) {
                    WaitLimits.requireNotInterrupted(e);
                }
                Duration pause = backoff.delay(failures, e.retryAfter().orElse(Duration.ZERO));
                Duration soFar = Duration.ofNanos(System.nanoTime() - begin);
                boolean tooLate = soFar.plus(pause).plus(attempt).compareTo(limit) > 0;
                if (!e.retryable() || failures > policy.maxRetries() || tooLate) {
                    throw e;
                }
                waiting.pause(pause);
            }
        }
    }
}

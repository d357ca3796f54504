package org.streamlistening.internal.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;

/** Tries single operations again, within a time limit. For any number of threads. */
public final class OperationRetries {

    private final RetryPolicy policy;
    private final Duration attempt;
    private final Duration limit;
    private final RetrySequence.Pause pause;

    /**
     * @param attempt how long one attempt may take
     * @param limit how long all attempts of an operation may take together
     */
    public OperationRetries(RetryPolicy policy, Duration attempt, Duration limit, RetrySequence.Pause pause) {
        this.policy = policy;
        this.attempt = attempt;
        this.limit = limit;
        this.pause = pause;
    }

    /**
     * Runs an operation until it succeeds, has a final failure, or another attempt could exceed the time limit.
     *
     * @throws CancellationException if the client is closed or the thread interrupted meanwhile
     */
    public <T> T run(Supplier<T> operation) {
        long begin = System.nanoTime();
        RetrySequence retries = new RetrySequence(policy);
        while (true) {
            try {
                return operation.get();
            } catch (StreamException e) {
                if (e.retryable()) {
                    Interrupts.requireNotInterrupted(e);
                }
                Duration delay = retries.delayAfter(e);
                Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
                if (elapsed.plus(delay).plus(attempt).compareTo(limit) > 0) {
                    throw e;
                }
                pause.pause(delay);
            }
        }
    }
}

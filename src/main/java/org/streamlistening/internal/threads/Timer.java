package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks after a delay. Tests hand in a clock that they move by hand. */
@FunctionalInterface
public interface Timer {

    /** The pause after an executor rejected a task. */
    Duration RETRY_DELAY = Duration.ofSeconds(1);

    /**
     * Runs the task once after the delay, on a thread that must not be blocked.
     *
     * @return cancels the task if it has not begun
     */
    Runnable after(Duration delay, Runnable task);

    /** Runs the task on an executor, once after the delay; as {@link #executeOrRetry}. */
    default void executeAfter(Duration delay, Executor executor, Runnable task) {
        after(delay, () -> executeOrRetry(executor, task));
    }

    /**
     * Runs the task on an executor, and submits it again after a pause as often as the executor rejects it, for lack of
     * a thread for example. A task that ends a wait must not get lost.
     */
    default void executeOrRetry(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error rejected) {
            System.getLogger("org.streamlistening")
                    .log(System.Logger.Level.WARNING, "a task of the library cannot run now; trying again", rejected);
            executeAfter(RETRY_DELAY, executor, task);
        }
    }
}

package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tasks that run once: after their delay, or at the end of the server if that is earlier. Thread-safe. */
final class DelayedTasks {

    private final ScheduledExecutorService clock;
    private final Set<Delayed> pending = ConcurrentHashMap.newKeySet();

    DelayedTasks(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /** A task that the thread runs which removes it from the pending ones. */
    private final class Delayed implements Runnable {

        private final Runnable task;

        Delayed(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (pending.remove(this)) {
                task.run();
            }
        }
    }

    /**
     * Runs the task once. If this method throws, the task does not run.
     *
     * @param executor runs the task when it is due
     * @return cancels the task
     */
    Runnable after(Duration delay, Runnable task, Executor executor) {
        Delayed delayed = new Delayed(task);
        pending.add(delayed);
        long nanos = TimeUnit.NANOSECONDS.convert(delay);
        try {
            var scheduled = clock.schedule(() -> executor.execute(delayed), nanos, TimeUnit.NANOSECONDS);
            return () -> {
                pending.remove(delayed);
                scheduled.cancel(false);
            };
        } catch (RuntimeException | Error rejected) {
            if (pending.remove(delayed)) {
                throw rejected;
            }
            // The end of the server ran the task.
            return () -> {};
        }
    }

    /** Runs all pending tasks on the calling thread. */
    void runNow() {
        List.copyOf(pending).forEach(Runnable::run);
    }
}

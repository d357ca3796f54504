package org.streamlistening.internal.threads;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a limited number of tasks at a time on another executor, in order of arrival. Every task counts toward the limit
 * until it ends; in {@link BlockingWrites} a stalled task does not. A {@link SerialTask} repeats one task instead, and a
 * {@link BoundedThreadPool} limits threads. Thread-safe.
 */
public final class LimitedExecutor implements Executor {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Executor executor;
    private final int limit;

    // Guarded by this.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param executor runs the tasks; drops them after the end of the application
     * @param limit the most tasks at a time
     */
    public LimitedExecutor(Executor executor, int limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /** @throws RuntimeException if the executor rejects the task, which does not run then; an {@link Error} likewise */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (running == limit) {
                return;
            }
            running++;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error rejected) {
            if (isWithdrawn(task)) {
                throw rejected;
            }
        }
    }

    /** Tasks that were added meanwhile wait for the end of another one, or for the next call. */
    private synchronized boolean isWithdrawn(Runnable task) {
        running--;
        return waiting.remove(task);
    }

    /** Runs one task, and leaves the thread to other tasks of the executor then, unless it accepts no further run. */
    private void run() {
        for (Runnable next = next(); next != null; next = isSubmitted() ? null : next()) {
            try {
                next.run();
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.WARNING, "a task failed", failure);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        running -= next == null ? 1 : 0;
        return next;
    }

    private boolean isSubmitted() {
        try {
            executor.execute(this::run);
            return true;
        } catch (RuntimeException | Error rejected) {
            return false;
        }
    }
}

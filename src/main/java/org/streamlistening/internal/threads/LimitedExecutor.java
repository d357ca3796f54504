package org.streamlistening.internal.threads;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs a limited number of tasks at a time on another executor, in order of arrival. Every task counts toward the limit until
 * it ends; in {@link BlockingWrites} a stalled task does not. A {@link SerialTask} repeats one task instead. Thread-safe.
 */
public final class LimitedExecutor implements Executor {

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

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running == limit) {
                waiting.add(task);
                return;
            }
            running++;
        }
        start(task);
    }

    private void start(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                startNext();
            }
        });
    }

    private void startNext() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            start(next);
        }
    }
}

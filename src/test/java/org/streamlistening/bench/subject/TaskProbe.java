package org.streamlistening.bench.subject;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Submits tasks as an application would, one after the other, and notes the longest time that one waited for a thread.
 */
final class TaskProbe implements AutoCloseable {

    private final Executor executor;
    private final Thread thread = new Thread(this::run, "task-probe");
    private volatile boolean ended;
    private volatile long longest;

    private TaskProbe(Executor executor) {
        this.executor = executor;
    }

    static TaskProbe start(Executor executor) {
        TaskProbe probe = new TaskProbe(executor);
        probe.thread.setDaemon(true);
        probe.thread.start();
        return probe;
    }

    private void run() {
        Semaphore done = new Semaphore(0);
        try {
            while (!ended) {
                long submitted = System.nanoTime();
                executor.execute(() -> {
                    longest = Math.max(longest, System.nanoTime() - submitted);
                    done.release();
                });
                done.acquire();
                Thread.sleep(1);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** The longest wait since the last call. */
    double takeMillis() {
        long taken = longest;
        longest = 0;
        return taken / 1e6;
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}

package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the embedded server that wait for a database: as many at most as it may use connections at a time.
 * Thread-safe.
 */
public final class StoreWorkers implements Executor, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(StoreWorkers.class.getName());
    private static final String NAME = "durable-streams-database";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final BoundedThreadPool pool;

    public StoreWorkers(int most) {
        pool = new BoundedThreadPool(this::newThread, most);
    }

    private Thread newThread(Runnable task) {
        Thread thread = WaitingThreads.daemon(task, NAME);
        started.removeIf(before -> before.getState() == Thread.State.TERMINATED);
        started.add(thread);
        return thread;
    }

    /** @throws RejectedExecutionException once this is closed */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Accepts no more tasks, and waits a few seconds for the end of those that were accepted. */
    @Override
    public void close() {
        pool.shutdown();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Thread thread : started) {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        if (started.stream().anyMatch(Thread::isAlive)) {
            LOG.log(System.Logger.Level.WARNING, "a request to the database of the streams does not end");
        }
    }
}

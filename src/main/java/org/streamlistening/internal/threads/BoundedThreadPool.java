package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * At most a number of platform threads: an idle one gets the next task, else a new one is made, and further tasks wait
 * in order. An idle thread ends after a time.
 *
 * <p>A {@code ThreadPoolExecutor} makes a new thread although others are idle, unless its queue prevents that; with a
 * {@code LinkedTransferQueue} that does, idle threads spun for ever in JDK 17. Here one monitor decides, and a thread
 * ends only if no task waits. {@link LimitedExecutor} limits tasks on the threads of another executor.
 *
 * <p>Thread-safe. Guarded by itself; a factory and tasks are called outside of the monitor.
 */
public final class BoundedThreadPool implements Executor {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final ThreadFactory factory;
    private final int most;

    // Guarded by this.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Duration keepAlive = IDLE;
    private int threads;
    private int idle;
    private boolean ended;

    /** @param factory makes the threads, not started */
    public BoundedThreadPool(ThreadFactory factory, int most) {
        this.factory = factory;
        this.most = most;
    }

    /**
     * @throws RejectedExecutionException after {@link #shutdown}
     * @throws RuntimeException if the factory throws it, and no other thread takes the task, which does not run then; an
     *     {@link Error} likewise
     */
    @Override
    public void execute(Runnable task) {
        if (needsThread(task)) {
            startThread(task);
        }
    }

    private synchronized boolean needsThread(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the pool was shut down");
        }
        tasks.add(task);
        if (tasks.size() <= idle) {
            notify();
            return false;
        }
        if (threads == most) {
            return false;
        }
        threads++;
        return true;
    }

    private void startThread(Runnable task) {
        try {
            factory.newThread(this::work).start();
        } catch (RuntimeException | Error rejected) {
            if (isWithdrawn(task)) {
                throw rejected;
            }
        }
    }

    /** Tasks that were added meanwhile wait for the end of another one, or for the next call. */
    private synchronized boolean isWithdrawn(Runnable task) {
        threads--;
        return tasks.remove(task);
    }

    /** Idle threads end after this time from now on; zero: at once. */
    public synchronized void setKeepAlive(Duration idleTime) {
        keepAlive = idleTime;
        notifyAll();
    }

    /** Accepts no more tasks. Those that wait still run, and idle threads end. Does not wait for them. */
    public synchronized void shutdown() {
        ended = true;
        notifyAll();
    }

    synchronized int threads() {
        return threads;
    }

    synchronized int idleThreads() {
        return idle;
    }

    synchronized int waitingTasks() {
        return tasks.size();
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable e) {
                // As if the thread ended with it; another one would have to be made.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** The next task; null if the thread ends, which it does only if no task waits. */
    private synchronized @Nullable Runnable next() {
        long begin = System.nanoTime();
        while (tasks.isEmpty()) {
            long left = keepAlive.toNanos() - (System.nanoTime() - begin);
            if (ended || left <= 0) {
                threads--;
                return null;
            }
            idle++;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                // A task left it behind, or the container stops. A task may have been counted for this thread.
                LOG.log(System.Logger.Level.TRACE, "an idle thread was interrupted");
            } finally {
                idle--;
            }
        }
        return tasks.remove();
    }
}

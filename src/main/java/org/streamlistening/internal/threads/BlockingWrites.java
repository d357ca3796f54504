package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs writes that can block until their client reads. At most {@value #AT_A_TIME} run at a time, since nearly all
 * return at once. A write that runs for longer than {@link #STALLS_AFTER} has a stalled client: it keeps its thread,
 * but no longer counts toward the limit. It delays another write by at most that time. The container ends a write that
 * makes no progress.
 *
 * <p>{@link LimitedExecutor} differs: a task that takes long keeps its share of the limit there.
 *
 * <p>Thread-safe. Guarded by itself; tasks run outside of the monitor.
 */
final class BlockingWrites implements Executor, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BlockingWrites.class.getName());

    /** The most writes that run at a time, stalled ones excepted. */
    static final int AT_A_TIME = 64;

    /** The most writes that can be stalled at a time; further ones delay the others. */
    static final int MAX_STALLED = 1024;

    static final Duration STALLS_AFTER = Duration.ofMillis(100);

    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private final LongSupplier nanoTime;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Set<Write> running = new HashSet<>();
    private int stalled;
    private boolean watched;
    private boolean closed;

    /**
     * @param threads runs each task at once
     * @param clock runs {@link #look} while writes wait
     * @param nanoTime the time, as {@link System#nanoTime}
     */
    BlockingWrites(ExecutorService threads, ScheduledExecutorService clock, LongSupplier nanoTime) {
        this.threads = threads;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** One write that has a thread. */
    private final class Write implements Runnable {

        private final Runnable task;
        private final long begin = nanoTime.getAsLong();
        private boolean isStalled;

        Write(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                ended(this);
            }
        }
    }

    /** @throws RejectedExecutionException once this is closed */
    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the server has ended");
        }
        waiting.add(task);
        startWaiting();
    }

    private void startWaiting() {
        int most = closed ? MAX_STALLED : AT_A_TIME;
        while (!waiting.isEmpty() && running.size() - stalled < most) {
            if (!isStarted(new Write(waiting.element()))) {
                break;
            }
            waiting.remove();
        }
        if (closed && (waiting.isEmpty() || running.isEmpty())) {
            threads.shutdown();
        } else if (!closed && !waiting.isEmpty() && !watched) {
            watchLater();
        }
    }

    private void watchLater() {
        try {
            Future<?> unused = clock.schedule(this::look, STALLS_AFTER.toNanos(), TimeUnit.NANOSECONDS);
            watched = true;
        } catch (RuntimeException | Error rejected) {
            // The writes stay in the queue. The next write, the end of another one, or the end of the server starts
            // them.
            LOG.log(System.Logger.Level.DEBUG, "stalled writes cannot be detected now", rejected);
        }
    }

    /**
     * Without a thread or memory the write stays in the queue, and {@link #look} or the end of another write starts it.
     */
    private boolean isStarted(Write write) {
        boolean started = false;
        try {
            running.add(write);
            threads.execute(write);
            started = true;
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.DEBUG, "no thread for a write; trying again", failure);
        } finally {
            if (!started) {
                running.remove(write);
            }
        }
        return started;
    }

    /** Excepts stalled writes from the limit, and starts as many others. */
    synchronized void look() {
        watched = false;
        long now = nanoTime.getAsLong();
        for (Write write : running) {
            if (!write.isStalled && stalled < MAX_STALLED && now - write.begin >= STALLS_AFTER.toNanos()) {
                write.isStalled = true;
                stalled++;
            }
        }
        startWaiting();
    }

    /** Accepts no further write, starts those that wait, and then ends the threads. Does not wait for them. */
    @Override
    public synchronized void close() {
        closed = true;
        startWaiting();
    }

    /** Waits for the end of the threads after {@link #close}. An interrupt ends the wait. */
    void awaitEnd(long nanos) throws InterruptedException {
        threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void ended(Write write) {
        running.remove(write);
        stalled -= write.isStalled ? 1 : 0;
        startWaiting();
    }
}

package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the embedded server: a few that notify waiting readers and run timers. The server starts threads
 * nowhere else. They never run code of the application, and end with the server.
 */
public final class ServerThreads implements Waker, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerThreads.class.getName());
    private static final String NAME = "durable-streams-server";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The number of waiters that one task calls: few enough for a short task, and enough to make its submission cheap.
     */
    private static final int TOGETHER = 64;

    private final ScheduledThreadPoolExecutor executor;

    /** Present if the container blocks in writes. */
    private volatile Optional<BlockingWrites> writes = Optional.empty();

    /** The platform threads. An executor reports its end while its last threads still run. */
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    private final DelayedTasks delayed;

    public ServerThreads() {
        this(false);
    }

    /** @param writesBlock see {@link #expectBlockingWrites} */
    public ServerThreads(boolean writesBlock) {
        executor = new ScheduledThreadPoolExecutor(2, this::newThread);
        // A long-poll with an early response leaves no task in the queue.
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        delayed = new DelayedTasks(executor);
        if (writesBlock) {
            expectBlockingWrites();
        }
    }

    /**
     * The container blocks in writes although it reported that it would not. From now on each waiter gets a thread, see
     * {@link BlockingWrites}. The server can start before the container is known.
     */
    public final synchronized void expectBlockingWrites() {
        if (writes.isEmpty() && !isClosed()) {
            ExecutorService threads = WaitingThreads.perTask(NAME, this::newThread);
            writes = Optional.of(new BlockingWrites(threads, executor, System::nanoTime));
        }
    }

    @Override
    public void wake(Collection<Runnable> waiters) {
        if (writes.isPresent()) {
            waiters.forEach(waiter -> execute(writes.get(), guarded(waiter)));
        } else {
            wakeForStatus(waiters);
        }
    }

    /** Whether the container blocks in writes; they must not run on a thread of the container then. */
    public boolean writesBlock() {
        return writes.isPresent();
    }

    /** As {@link #wake}, for waiters that send a status only: they do not block, and need no thread of their own. */
    public void wakeForStatus(Collection<Runnable> waiters) {
        List<Runnable> all = waiters.stream().map(ServerThreads::guarded).toList();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<Runnable> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
            execute(executor, () -> some.forEach(Runnable::run));
        }
    }

    private static void execute(Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            // The servlet has ended, and the container ends the requests of the waiters.
            LOG.log(System.Logger.Level.DEBUG, "readers are no longer notified", closed);
        }
    }

    /** Runs a task once: after the delay, or at the end of the server, so that every request gets its response. */
    public Timeout after(Duration delay, Runnable task) {
        Executor due = writes.<Executor>map(threads -> later -> execute(threads, later))
                .orElse(Runnable::run);
        return delayed.after(delay, guarded(task), due)::run;
    }

    /** Runs a task repeatedly, with a pause between the end of one run and the start of the next. */
    public Timeout every(Duration pause, Runnable task) {
        var scheduled =
                executor.scheduleWithFixedDelay(guarded(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** A random part of a time span, between half and all of it: spreads events that must not coincide. */
    public Duration jittered(Duration whole) {
        long half = nanos(whole) / 2;
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    /** Saturates at {@link Long#MAX_VALUE}. */
    private static long nanos(Duration span) {
        return TimeUnit.NANOSECONDS.convert(span);
    }

    /** Starts a thread for work that waits for the disk. The caller is responsible for its end. */
    public Thread start(String name, Runnable work) {
        Thread thread = WaitingThreads.daemon(guarded(work), name);
        thread.start();
        return thread;
    }

    /** Whether the server has ended. */
    public boolean isClosed() {
        return executor.isShutdown();
    }

    /**
     * Ends the threads. Delayed tasks run now, and notified waiters are still called. No thread is left, unless it is
     * stuck in a write.
     */
    @Override
    public void close() {
        executor.shutdown();
        writes.ifPresent(BlockingWrites::close);
        delayed.runNow();
        if (!ended(System.nanoTime() + PATIENCE.toNanos())) {
            executor.shutdownNow();
            LOG.log(System.Logger.Level.WARNING, "a thread of the embedded Durable Streams server does not end");
        }
    }

    /** As {@link #end}, but completes after an interrupt too, since notified waiters need their response. */
    private boolean ended(long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return end(deadline);
                } catch (InterruptedException hurry) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @return whether all threads have ended by the deadline */
    private boolean end(long deadline) throws InterruptedException {
        executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (writes.isPresent()) {
            writes.get().awaitEnd(deadline - System.nanoTime());
        }
        for (Thread thread : started) {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        }
        return executor.isTerminated() && started.stream().noneMatch(Thread::isAlive);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error fault) {
                LOG.log(System.Logger.Level.WARNING, "a task of the embedded Durable Streams server failed", fault);
            }
        };
    }

    private Thread newThread(Runnable task) {
        Thread thread = WaitingThreads.daemon(task, NAME);
        started.removeIf(before -> before.getState() == Thread.State.TERMINATED);
        started.add(thread);
        return thread;
    }

    /** A scheduled task. */
    public interface Timeout {
        void cancel();
    }
}

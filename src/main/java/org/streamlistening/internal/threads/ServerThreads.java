package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The only place where the server starts threads: a few that wake waiting readers and look at the clock. They never run
 * code of the application, and end with the servlet.
 */
public final class ServerThreads implements ReaderNotifier, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerThreads.class.getName());
    private static final int THREADS = 2;
    private static final String NAME = "durable-streams-server";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** So few are called one after the other by the same thread; so many that handing them over costs nothing. */
    private static final int TOGETHER = 64;

    private final ScheduledThreadPoolExecutor executor;
    /** Where the container blocks in writes. */
    private volatile Optional<BlockingWrites> writes = Optional.empty();

    private volatile Optional<ExecutorService> writers = Optional.empty();

    /** Those of the platform. An executor says that it has ended while its last threads are still about to. */
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    private final Set<Later> pending = ConcurrentHashMap.newKeySet();

    public ServerThreads() {
        this(false);
    }

    /** @param writesBlock see {@link #expectBlockingWrites} */
    public ServerThreads(boolean writesBlock) {
        executor = new ScheduledThreadPoolExecutor(THREADS, this::newThread);
        // A long-poll that was answered early leaves nothing behind.
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        if (writesBlock) {
            expectBlockingWrites();
        }
    }

    /**
     * The container blocks in writes that it promised not to block in: from now on each waiter gets a thread, see
     * {@link BlockingWrites}. The server may have begun before the container was known.
     */
    public final synchronized void expectBlockingWrites() {
        if (writes.isEmpty() && !isClosed()) {
            ExecutorService threads = WaitingThreads.perTask(NAME, this::newThread);
            writers = Optional.of(threads);
            writes = Optional.of(new BlockingWrites(threads, executor, System::nanoTime));
        }
    }

    @Override
    public void wake(Collection<Runnable> waiters) {
        if (writes.isPresent()) {
            waiters.forEach(waiter -> execute(writes.get(), guarded(waiter)));
        } else {
            answer(waiters);
        }
    }

    /** Whether the container blocks in writes, so that none may be done on a thread of its own. */
    public boolean writesBlock() {
        return writes.isPresent();
    }

    /** As {@link #wake}, for those who send no more than a status: they are in nobody's way, and nobody in theirs. */
    public void answer(Collection<Runnable> waiters) {
        List<Runnable> all = List.copyOf(waiters);
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<Runnable> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
            execute(executor, () -> some.forEach(waiter -> guarded(waiter).run()));
        }
    }

    private static void execute(Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            // The servlet is gone, and with it those who waited: the container ends their requests.
            LOG.log(System.Logger.Level.DEBUG, "nobody is woken any more", closed);
        }
    }

    /** Runs a task once: later, or when the server ends, so that no request is left unanswered. */
    public Timeout after(Duration delay, Runnable task) {
        Later later = new Later(guarded(task));
        pending.add(later);
        Runnable due =
                writes.<Runnable>map(threads -> () -> execute(threads, later)).orElse(later);
        var scheduled = executor.schedule(due, nanos(delay), TimeUnit.NANOSECONDS);
        return () -> {
            pending.remove(later);
            scheduled.cancel(false);
        };
    }

    /** Runs a task again and again, with a pause between the end of one time and the beginning of the next. */
    public Timeout every(Duration pause, Runnable task) {
        var scheduled =
                executor.scheduleWithFixedDelay(guarded(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Some part of a time span, at random: for what must not happen to all at once. */
    public Duration some(Duration whole) {
        return whole.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(nanos(whole) / 2 + 1));
    }

    /** As many as there can be, if it is longer than that. */
    private static long nanos(Duration span) {
        return TimeUnit.NANOSECONDS.convert(span);
    }

    /** A thread for work that waits for the disk. Whoever starts it says how it ends. */
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
     * Ends the threads. What was to happen later happens now, and who was woken is still called. No thread is left,
     * unless it is stuck in a write.
     */
    @Override
    public void close() {
        executor.shutdown();
        writes.ifPresent(BlockingWrites::close);
        List.copyOf(pending).forEach(Runnable::run);
        if (!ended(System.nanoTime() + PATIENCE.toNanos())) {
            executor.shutdownNow();
            LOG.log(System.Logger.Level.WARNING, "a thread of the embedded Durable Streams server does not end");
        }
    }

    /** As {@link #end}, whoever is in a hurry: those who were woken wait for an answer, and it does not take long. */
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

    /** @return whether no thread is left when that time has come */
    private boolean end(long deadline) throws InterruptedException {
        executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (writers.isPresent()) {
            writers.get().awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        for (Thread thread : started) {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        }
        return executor.isTerminated() && started.stream().noneMatch(Thread::isAlive);
    }

    /** Something that was to happen later: whoever takes it out of the pending ones runs it. */
    private final class Later implements Runnable {

        private final Runnable task;

        Later(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (pending.remove(this)) {
                task.run();
            }
        }
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

    /** Something that was to happen later. */
    public interface Timeout {
        void cancel();
    }
}

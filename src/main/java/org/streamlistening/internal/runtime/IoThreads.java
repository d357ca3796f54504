package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.LibraryThreads;
import org.streamlistening.internal.threads.Timer;

/**
 * The threads of the library in one application: threads that wait for a server, which no thread of the container's
 * executor may do, and one timer thread. They run code of the application only as part of a request: suppliers of
 * headers, the customizer of the client, and the filters and providers of its REST client.
 * All end with {@link #close()}.
 */
public final class IoThreads implements Executor, Timer, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ClassLoader applicationLoader = ApplicationLoader.ofThread();
    // One per application, not static: two applications on one server must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Boolean> current = new ThreadLocal<>();

    private final ExecutorService readers;
    private final ScheduledThreadPoolExecutor clock;

    /** @param threads makes them */
    IoThreads(LibraryThreads threads) {
        readers = threads.perTask("durable-streams-io");
        clock = new ScheduledThreadPoolExecutor(1, threads.timers("durable-streams-timer"));
        clock.setRemoveOnCancelPolicy(true);
        // Started now, while memory is available: a task whose thread cannot start never runs.
        clock.prestartCoreThread();
    }

    /** Whether the calling thread is one of these: it carries no context of a caller. */
    boolean isCurrent() {
        return Boolean.TRUE.equals(current.get());
    }

    /** Runs the task on the calling thread if it is an I/O thread, else on another one. For short tasks. */
    void runOrExecute(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** @throws RejectedExecutionException if the factory of the threads makes none now */
    @Override
    public void execute(Runnable task) {
        try {
            readers.execute(() -> inApplication(task));
        } catch (RejectedExecutionException rejected) {
            requireClosed(readers, rejected);
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        try {
            Future<?> timer = clock.schedule(() -> inApplication(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException rejected) {
            requireClosed(clock, rejected);
            return () -> {};
        }
    }

    /**
     * Drops a task that was rejected because the application is being stopped: its result has no receiver. Any other
     * one has a receiver, which would wait for ever.
     */
    private static void requireClosed(ExecutorService executor, RejectedExecutionException rejected) {
        if (!executor.isShutdown()) {
            throw rejected;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        readers.shutdownNow();
    }

    private void inApplication(Runnable task) {
        current.set(true);
        try {
            ContextLoader.run(applicationLoader, task);
        } catch (Throwable e) {
            // Logged here, since the future of a timer is never read.
            LOG.log(System.Logger.Level.ERROR, "a task of the library failed, please report this", e);
            throw e;
        } finally {
            current.remove();
        }
    }
}

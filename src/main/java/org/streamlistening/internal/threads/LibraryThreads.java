package org.streamlistening.internal.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one application or of one client: made by a factory that its owner names, such as a
 * {@code ManagedThreadFactory} of the container, else by {@link WaitingThreads}. For any thread.
 */
public final class LibraryThreads {

    private final @Nullable ThreadFactory factory;

    private LibraryThreads(@Nullable ThreadFactory factory) {
        this.factory = factory;
    }

    /** Those of {@link WaitingThreads}. */
    public static LibraryThreads unmanaged() {
        return new LibraryThreads(null);
    }

    /** Those of this factory, and no others. */
    public static LibraryThreads of(ThreadFactory factory) {
        return new LibraryThreads(factory);
    }

    /** Makes threads of this name, not started. */
    public ThreadFactory named(String name) {
        return factory == null ? WaitingThreads.named(name) : made(factory, name);
    }

    /** Makes threads of this name for timers, not started: platform threads unless a factory decides. */
    public ThreadFactory timers(String name) {
        return factory == null ? task -> WaitingThreads.daemon(task, name) : made(factory, name);
    }

    /** Runs each task at once on a thread of its own. */
    public ExecutorService perTask(String name) {
        return factory == null ? WaitingThreads.perTask(name) : pool(name);
    }

    /** As {@link WaitingThreads#pool}. */
    public ThreadPoolExecutor pool(String name) {
        return factory == null ? WaitingThreads.pool(name) : WaitingThreads.pool(made(factory, name));
    }

    /** A pool of at most this number of platform threads, unless a factory decides; further tasks wait in a queue. */
    public BoundedThreadPool pool(String name, int most) {
        return new BoundedThreadPool(timers(name), most);
    }

    private static ThreadFactory made(ThreadFactory factory, String name) {
        return task -> {
            Thread thread = required(factory, WaitingThreads.waiting(task));
            thread.setName(name);
            return thread;
        };
    }

    /**
     * A thread that this factory makes, not started.
     *
     * @throws RejectedExecutionException if it makes none: a container may return null, and throws while the
     *     application stops
     */
    public static Thread required(ThreadFactory factory, Runnable task) {
        Thread thread;
        try {
            thread = factory.newThread(task);
        } catch (RuntimeException e) {
            throw new RejectedExecutionException("the thread factory makes no thread now", e);
        }
        if (thread == null) {
            throw new RejectedExecutionException("the thread factory makes no thread now");
        }
        return thread;
    }
}

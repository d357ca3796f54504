package org.streamlistening.internal.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads with the context of the start of the application. Some containers give a managed thread the context,
 * and so the identity, of the thread that makes it: that of the caller of one listener, while the thread serves all
 * others after it.
 *
 * <p>Open Liberty can neither establish that context nor run a managed thread before the application has started.
 * Another factory serves until then, so that the start of the application can wait for a stream.
 *
 * <p>For any thread.
 */
final class StartContextThreads implements ThreadFactory {

    private final ThreadFactory beforeStart;
    private final ThreadFactory managed;
    private final Executor startContext;
    private volatile boolean started;

    /**
     * @param beforeStart serves until {@link #started}
     * @param managed that of the container
     * @param startContext runs a task on the calling thread, in the context of the start
     */
    StartContextThreads(ThreadFactory beforeStart, ThreadFactory managed, Executor startContext) {
        this.beforeStart = beforeStart;
        this.managed = managed;
        this.startContext = startContext;
    }

    /** The application has started: the container passes requests to it. */
    void started() {
        started = true;
    }

    /** Null if the factory makes none. */
    @Override
    public @Nullable Thread newThread(Runnable task) {
        if (!started) {
            return beforeStart.newThread(task);
        }
        AtomicReference<@Nullable Thread> made = new AtomicReference<>();
        startContext.execute(() -> made.set(managed.newThread(task)));
        return made.get();
    }
}

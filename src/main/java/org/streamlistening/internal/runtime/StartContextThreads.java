package org.streamlistening.internal.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads with the context of the start of the application. Some containers give a managed thread the context,
 * and so the identity, of the thread that makes it: that of the caller of one listener, while the thread serves all
 * others after it. For any thread.
 *
 * @param factory that of the container
 * @param start runs a task on the calling thread, in the context of the start
 */
record StartContextThreads(ThreadFactory factory, Executor start) implements ThreadFactory {

    /** Null if the factory makes none. */
    @Override
    public @Nullable Thread newThread(Runnable task) {
        AtomicReference<@Nullable Thread> made = new AtomicReference<>();
        start.execute(() -> made.set(factory.newThread(task)));
        return made.get();
    }
}

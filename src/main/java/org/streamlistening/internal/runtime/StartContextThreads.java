package org.streamlistening.internal.runtime;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads with the context of the start of the application. Some containers give a managed thread the context,
 * and so the identity, of the thread that makes it: that of the caller of one listener, while the thread serves all
 * others after it. So a thread that was made at the start makes the others. For any thread.
 *
 * @param factory that of the container
 * @param started runs short tasks on such a thread, until it is shut down
 * @param isStarted whether the calling thread has the context of the start itself
 */
record StartContextThreads(ThreadFactory factory, ExecutorService started, BooleanSupplier isStarted)
        implements ThreadFactory {

    /**
     * Null if the factory makes none.
     *
     * @throws RejectedExecutionException if the application has stopped, or the factory throws
     */
    @Override
    public @Nullable Thread newThread(Runnable task) {
        return isStarted.getAsBoolean() ? factory.newThread(task) : made(started.submit(() -> factory.newThread(task)));
    }

    /** An interrupt is kept for the caller, which does not wait for the work of the thread. */
    private static @Nullable Thread made(Future<@Nullable Thread> thread) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return thread.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new RejectedExecutionException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

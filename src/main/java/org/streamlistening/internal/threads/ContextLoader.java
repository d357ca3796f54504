package org.streamlistening.internal.threads;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets the context class loader of the calling thread for the duration of a task. */
public final class ContextLoader {

    private ContextLoader() {}

    /** Runs the task with this context class loader, and restores the previous one. */
    public static void run(@Nullable ClassLoader loader, Runnable task) {
        get(loader, () -> {
            task.run();
            return true;
        });
    }

    /** As {@link #run}, and returns the result of the supplier. */
    public static <T> T get(@Nullable ClassLoader loader, Supplier<T> supplier) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return supplier.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

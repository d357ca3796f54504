package org.streamlistening.internal.threads;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The context class loader of the calling thread, exchanged for as long as something takes. */
public final class ContextLoader {

    private ContextLoader() {}

    /** Runs the task with this class loader as that of the calling thread. */
    public static void run(@Nullable ClassLoader loader, Runnable task) {
        get(loader, () -> {
            task.run();
            return true;
        });
    }

    /** As {@link #run}, for what the supplier makes. */
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

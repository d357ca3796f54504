package org.streamlistening.internal.cdi;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.streamlistening.internal.listen.Timer;

/**
 * The only threads that this library starts: for reads that wait for a server, which no thread of the container may do,
 * and one for time. They run no code of the application but filters and providers of its REST client. All end with
 * {@link #close()}.
 */
final class IoThreads implements Executor, Timer, AutoCloseable {

    /** From here on a virtual thread that blocks inside a monitor does not hold on to its carrier (JEP 491). */
    private static final int VIRTUAL_SINCE = 24;

    private final ClassLoader applicationLoader = Thread.currentThread().getContextClassLoader();
    private final ExecutorService readers;
    private final ScheduledThreadPoolExecutor clock;

    IoThreads() {
        readers = Runtime.version().feature() >= VIRTUAL_SINCE ? virtual() : platform();
        clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "durable-streams-timer"));
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        try {
            readers.execute(() -> inApplication(task));
        } catch (RejectedExecutionException closed) {
            // The application is being stopped, and nobody waits for the answer any more.
            return;
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        try {
            Future<?> timer = clock.schedule(() -> inApplication(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException closed) {
            // As above.
            return () -> {};
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        readers.shutdownNow();
    }

    private void inApplication(Runnable task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(applicationLoader);
        try {
            task.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static ExecutorService platform() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> daemon(task, "durable-streams-io-" + count.incrementAndGet()));
    }

    /** By reflection: the code is compiled for Java 17. */
    private static ExecutorService virtual() {
        try {
            Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) factory.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " without virtual threads", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        // Between tasks nothing may hold on to the application.
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }
}

package org.streamlistening.internal.threads;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for the network, or for a client to read: virtual threads from JDK 24 on, else daemon platform
 * threads.
 *
 * <p>JDK 21 to 23 have virtual threads too, but one that blocks inside a monitor occupies its carrier thread. HTTP
 * clients block inside monitors, and there are as many carriers as processors: a few waiting reads would stop all
 * others.
 */
public final class WaitingThreads {

    /** JEP 491. */
    private static final int VIRTUAL_SINCE = 24;

    private static final int IDLE_SECONDS = 60;

    private static final boolean VIRTUAL = Runtime.version().feature() >= VIRTUAL_SINCE;

    private static final @Nullable Method IS_VIRTUAL = isVirtualMethod();

    /** Set on the threads of the library that a factory has made. */
    private static final ThreadLocal<Boolean> MARKED = new ThreadLocal<>();

    private WaitingThreads() {}

    /** A platform thread made by this class. */
    private static final class Waiting extends Thread {

        Waiting(Runnable task, String name) {
            super(null, task, name);
        }
    }

    /** Whether threads that wait are virtual in this JVM. */
    public static boolean areVirtual() {
        return VIRTUAL;
    }

    /**
     * Whether the calling thread misses an interrupt while it is blocked in a socket. Virtual threads notice it.
     * Threads of the library are never interrupted to end a wait: the owner of the connection closes it.
     */
    public static boolean missesInterrupts() {
        Thread thread = Thread.currentThread();
        return !(thread instanceof Waiting) && MARKED.get() == null && !isVirtual(thread);
    }

    /** The task of a thread that another factory makes for the library. */
    static Runnable waiting(Runnable task) {
        return () -> {
            MARKED.set(true);
            try {
                task.run();
            } finally {
                MARKED.remove();
            }
        };
    }

    /** Makes threads of this name, not started. */
    public static ThreadFactory named(String name) {
        return VIRTUAL ? virtual(name) : task -> daemon(task, name);
    }

    /** Runs each task at once on a thread of its own. Idle platform threads are reused. */
    public static ExecutorService perTask(String name) {
        if (VIRTUAL) {
            return virtualPerTask(virtual(name));
        }
        return pool(name);
    }

    /**
     * Runs each task at once on a thread of its own, made by a factory if threads are not virtual; these idle ten
     * seconds.
     */
    public static ExecutorService perTask(String name, ThreadFactory factory) {
        if (VIRTUAL) {
            return virtualPerTask(virtual(name));
        }
        ThreadPoolExecutor pool = pool(factory);
        pool.setKeepAliveTime(10, TimeUnit.SECONDS);
        return pool;
    }

    /**
     * A pool of as many platform threads as there are tasks at a time. An idle thread ends after a minute, or after the
     * {@linkplain ThreadPoolExecutor#setKeepAliveTime keep-alive time} that the caller sets.
     */
    public static ThreadPoolExecutor pool(String name) {
        AtomicInteger count = new AtomicInteger();
        return pool(task -> daemon(task, name + "-" + count.incrementAndGet()));
    }

    /** As {@link #pool(String)}, of threads that this factory makes. */
    static ThreadPoolExecutor pool(ThreadFactory factory) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * A platform thread that keeps neither the JVM nor, between two tasks, the class loader of an application alive.
     */
    public static Thread daemon(Runnable task, String name) {
        Thread thread = new Waiting(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    // By reflection: the code is compiled for Java 17.

    private static @Nullable Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException e) {
            // Before JDK 21 there are no virtual threads.
            return null;
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && Boolean.TRUE.equals(IS_VIRTUAL.invoke(thread));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Java " + Runtime.version() + " cannot tell whether a thread is virtual", e);
        }
    }

    private static ThreadFactory virtual(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class).invoke(builder, name);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " without virtual threads", e);
        }
    }

    private static ExecutorService virtualPerTask(ThreadFactory factory) {
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " without virtual threads", e);
        }
    }
}

package org.streamlistening.internal.runtime;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.DeliveryThreads;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;

/**
 * The container's threads that observers run on, for as long as the application runs: a few of its executor, and, for
 * observers that take long, some of its thread factory.
 *
 * @param shared those of the executor
 * @param own those of the factory; the same where the container has none
 * @param pool of the own ones; null where the container has no factory
 */
record ContainerThreads(
        DeliveryThreads deliveries,
        ApplicationExecutor shared,
        ApplicationExecutor own,
        @Nullable ThreadPoolExecutor pool)
        implements AutoCloseable {

    /** Idle time after which an own thread ends. */
    private static final int IDLE_SECONDS = 10;

    static ContainerThreads of(Executor container, ApplicationOverrides overrides, Settings settings, IoThreads io) {
        ApplicationExecutor shared = new ApplicationExecutor(container);
        int most = settings.ownDeliveryThreads();
        ThreadPoolExecutor pool = overrides
                .threads(settings.threadFactory())
                .map(factory -> pool(most, factory))
                .orElse(null);
        ApplicationExecutor own = pool == null ? shared : new ApplicationExecutor(pool);
        DeliveryThreads deliveries = new DeliveryThreads(
                new DeliveryThreads.Threads(io::runOrExecute, shared, own, settings.deliveryThreads(), most),
                io,
                System::nanoTime);
        return new ContainerThreads(deliveries, shared, own, pool);
    }

    private static ThreadPoolExecutor pool(int most, ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> made(factory, task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A pool would keep a task for which the factory makes no thread, and never run it. */
    private static Thread made(ThreadFactory factory, Runnable task) {
        Thread thread = factory.newThread(task);
        if (thread == null) {
            throw new RejectedExecutionException("the thread factory makes no thread now");
        }
        return thread;
    }

    /** See {@link DeliveryThreads#executorFor}. */
    DeliveryExecutor deliveryExecutor(String name) {
        return deliveries.executorFor(name);
    }

    /** Once this method has returned, no task is submitted. It does not wait for running tasks. */
    @Override
    public void close() {
        shared.close();
        own.close();
        Optional.ofNullable(pool).ifPresent(ThreadPoolExecutor::shutdown);
    }
}

package org.streamlistening.internal.runtime;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.DeliveryThreads;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.threads.LibraryThreads;
import org.streamlistening.internal.threads.WaitingThreads;

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

    /** @param factory that of the container, if it has one */
    static ContainerThreads of(
            Executor container, Optional<? extends ThreadFactory> factory, Settings settings, IoThreads io) {
        ApplicationExecutor shared = new ApplicationExecutor(container);
        int most = settings.ownDeliveryThreads();
        ThreadPoolExecutor pool = factory.map(threads -> pool(most, threads)).orElse(null);
        ApplicationExecutor own = pool == null ? shared : new ApplicationExecutor(pool);
        DeliveryThreads deliveries = new DeliveryThreads(
                new DeliveryThreads.Threads(io::runOrExecute, shared, own, settings.deliveryThreads(), most),
                io,
                System::nanoTime);
        return new ContainerThreads(deliveries, shared, own, pool);
    }

    private static ThreadPoolExecutor pool(int most, ThreadFactory factory) {
        // A pool would keep a task for which the factory returns no thread, and never run it.
        ThreadPoolExecutor pool = WaitingThreads.pool(task -> LibraryThreads.required(factory, task), most);
        pool.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        return pool;
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

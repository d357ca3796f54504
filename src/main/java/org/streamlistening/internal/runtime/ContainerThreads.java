package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.DeliveryThreads;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.threads.BoundedThreadPool;
import org.streamlistening.internal.threads.LibraryThreads;

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
        @Nullable BoundedThreadPool pool)
        implements AutoCloseable {

    /** Idle time after which an own thread ends. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** @param factory that of the container, if it has one */
    static ContainerThreads of(
            Executor container, Optional<? extends ThreadFactory> factory, Settings settings, IoThreads io) {
        ApplicationExecutor shared = new ApplicationExecutor(container);
        int most = settings.ownDeliveryThreads();
        BoundedThreadPool pool = factory.map(threads -> pool(most, threads)).orElse(null);
        ApplicationExecutor own = pool == null ? shared : new ApplicationExecutor(pool);
        DeliveryThreads deliveries = new DeliveryThreads(
                new DeliveryThreads.Threads(io::runOrExecute, shared, own, settings.deliveryThreads(), most),
                io,
                System::nanoTime);
        return new ContainerThreads(deliveries, shared, own, pool);
    }

    private static BoundedThreadPool pool(int most, ThreadFactory factory) {
        BoundedThreadPool pool = new BoundedThreadPool(task -> LibraryThreads.required(factory, task), most);
        pool.setKeepAlive(IDLE);
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
        Optional.ofNullable(pool).ifPresent(BoundedThreadPool::shutdown);
    }
}

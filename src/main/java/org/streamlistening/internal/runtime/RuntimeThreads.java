package org.streamlistening.internal.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.streamlistening.internal.deliver.DeliveryThreads;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.threads.LibraryThreads;
import org.streamlistening.internal.threads.LimitedExecutor;
import org.streamlistening.internal.threads.WaitingThreads;

/** The threads of one web application: those that deliver, and those that wait for servers. For any thread. */
final class RuntimeThreads implements AutoCloseable {

    /** Number of unresponsive sockets that are closed at the same time; each blocks a thread for up to ten seconds. */
    private static final int STALLED_CLOSES = 16;

    private final ManagedExecutorService container;
    private final Optional<StartContextThreads> waiting;
    private final IoThreads io;
    private final Executor stalledCloses;
    private final ContainerThreads delivering;

    RuntimeThreads(ApplicationOverrides overrides, Settings settings) {
        this.container = overrides.executor(settings.executor());
        Optional<ManagedThreadFactory> managed = ApplicationOverrides.waitingThreads(settings.ioThreadFactory());
        this.waiting = managed.map(factory -> new StartContextThreads(
                settings.ioThreadFactory().isPresent() ? factory : WaitingThreads.named("durable-streams"),
                factory,
                callerContext()));
        Optional<ManagedThreadFactory> slow = overrides.threads(settings.threadFactory());
        // The first thread starts here: nothing after this throws.
        this.io = new IoThreads(waiting.map(LibraryThreads::of).orElseGet(LibraryThreads::unmanaged));
        this.stalledCloses = new LimitedExecutor(io, STALLED_CLOSES);
        this.delivering = ContainerThreads.of(container, slow, settings, io);
    }

    IoThreads io() {
        return io;
    }

    /** Those that wait for servers, where the container makes them. */
    Optional<ThreadFactory> waiting() {
        return waiting.map(ThreadFactory.class::cast);
    }

    Executor stalledCloses() {
        return stalledCloses;
    }

    DeliveryThreads deliveries() {
        return delivering.deliveries();
    }

    /** See {@link ContainerThreads#deliveryExecutor}. */
    DeliveryExecutor deliveryExecutor(String name) {
        return delivering.deliveryExecutor(name);
    }

    /** See {@link StreamRuntime#callerContext}. */
    Executor callerContext() {
        return container.getContextService().currentContextExecutor();
    }

    /** See {@link StreamRuntime#applicationStarted}. */
    void applicationStarted() {
        waiting.ifPresent(StartContextThreads::started);
    }

    /** Once this method has returned, no delivery is submitted. */
    void stopDeliveries() {
        delivering.close();
    }

    /** After {@link #stopDeliveries}. */
    @Override
    public void close() {
        io.close();
    }
}

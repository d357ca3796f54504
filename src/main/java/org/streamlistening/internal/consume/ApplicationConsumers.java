package org.streamlistening.internal.consume;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.consume.database.TransactionalPosition;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.DeliveryTransactions;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.deployment.EventSourceObservers;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The consumers of one web application on this server, from its start to its stop. For any thread. */
public final class ApplicationConsumers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The longest wait of the stop of the application for running observers, and for the last checkpoints. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StreamRuntime runtime;
    private final EventSourceObservers observers;
    private final DeliveryRequests requests;
    private final CurrentDelivery current;
    private final Executor application;
    private final ConsumerStores stores;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Map<String, RunningConsumer> consumers = new TreeMap<>();

    /** @param names the consumers that run */
    public ApplicationConsumers(
            StreamRuntime runtime,
            EventSourceObservers observers,
            DeliveryRequests requests,
            CurrentDelivery current,
            Collection<String> names) {
        this.runtime = runtime;
        this.observers = observers;
        this.requests = requests;
        this.current = current;
        this.application = runtime.callerContext();
        this.stores = ConsumerStores.of(runtime);
        String run = UUID.randomUUID().toString();
        names.forEach(
                name -> consumers.put(name, make(runtime.settings().consumers().of(name), run)));
    }

    private RunningConsumer make(ConsumerSettings.Consumer settings, String run) {
        ConsumerRegister register = new ConsumerRegister(
                settings.name(),
                run,
                stores.checkpoints(),
                runtime.settings().consumers().lease(),
                System::nanoTime,
                settings.initial());
        return new RunningConsumer(settings, consumer -> control(consumer, settings, register), System::nanoTime);
    }

    private ConsumerControl control(
            RunningConsumer consumer, ConsumerSettings.Consumer settings, ConsumerRegister register) {
        Executor calls = runtime.deliveryExecutor(settings.name()).withoutStream();
        Optional<TransactionalPosition> position = stores.position(consumer);
        return new ConsumerControl(
                settings,
                register,
                new Listeners(consumer, position.map(DeliveryTransactions.class::cast)),
                position.<StartPositions>map(row -> row::begin).orElse(StartPositions.IN_REGISTER),
                calls,
                stores.threads(new StoreThreads(calls, this::inApplication), runtime.io()),
                runtime.io());
    }

    /** The application has started: its consumers begin, unless they have begun. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            consumers.values().forEach(consumer -> consumer.control().start());
        }
    }

    private void inApplication(Runnable task) {
        application.execute(() -> requests.around(() -> requests.inRequest(() -> {
            task.run();
            return true;
        })));
    }

    private final class Listeners implements ConsumerListeners {

        private final RunningConsumer consumer;
        private final DeliveryTransactions transactions;

        Listeners(RunningConsumer consumer, Optional<DeliveryTransactions> transactions) {
            this.consumer = consumer;
            this.transactions = transactions.orElse(DeliveryTransactions.NONE);
        }

        @Override
        public ListenerStateMachine attach(ListenerSnapshot snapshot) {
            return runtime.attach(
                    consumer.getName(),
                    "",
                    snapshot,
                    new Delivery(
                            runtime.deliveryExecutor(consumer.getName()),
                            runtime.io(),
                            new ConsumerContext(application, requests, current, consumer),
                            new EventObservers(
                                    observers.of(EventSource.consumer(consumer.getName())),
                                    runtime.tails().failures(),
                                    transactions)),
                    new DeadLetterStream(
                            runtime.settings().consumers().of(consumer.getName()),
                            task -> consumer.control().afterCheckpoint(task),
                            runtime.io(),
                            runtime::client,
                            InstantSource.system()));
        }

        @Override
        public void detach(ListenerStateMachine listener) {
            runtime.detach(listener);
            consumer.detached();
        }
    }

    /**
     * The consumer of this name.
     *
     * @throws IllegalStateException if no bean of the web application observes or injects it
     */
    public StreamConsumer of(String name) {
        RunningConsumer consumer = consumers.get(name);
        if (consumer == null) {
            throw new IllegalStateException(
                    "consumer '" + name + "' does not run: no bean of this web application observes or injects it");
        }
        return consumer;
    }

    /**
     * Stops all consumers, and releases them to other servers. A consumer whose observer still runs after the wait is not
     * released: another server takes it over when its lease has ended.
     */
    @Override
    public void close() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<RunningConsumer, CountDownLatch> idle = new LinkedHashMap<>();
        consumers.values().forEach(consumer -> {
            CountDownLatch latch = new CountDownLatch(1);
            idle.put(consumer, latch);
            consumer.control().end(latch::countDown);
            consumer.detached();
        });
        CountDownLatch released = new CountDownLatch(idle.size());
        idle.forEach((consumer, latch) -> release(consumer, latch, deadline, released));
        await(released, deadline);
    }

    private void release(RunningConsumer consumer, CountDownLatch idle, long deadline, CountDownLatch released) {
        Runnable release = () -> {
            try {
                if (await(idle, deadline)) {
                    release(consumer.control());
                }
            } catch (RuntimeException e) {
                SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "a consumer could not be released", e);
            } finally {
                released.countDown();
            }
        };
        if (stores.ofContainer()) {
            release.run();
        } else {
            runtime.io().execute(release);
        }
    }

    private void release(ConsumerControl control) {
        if (stores.ofContainer()) {
            inApplication(control::release);
        } else {
            control.release();
        }
    }

    private static boolean await(CountDownLatch latch, long deadline) {
        try {
            return latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

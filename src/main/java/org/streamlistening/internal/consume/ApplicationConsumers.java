package org.streamlistening.internal.consume;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.consume.database.TransactionalPosition;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.DeliveryTransactions;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.deployment.EventSourceObservers;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.internal.runtime.AttachedKind;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;
import org.streamlistening.metrics.ConsumerMetrics;

/** The consumers of one web application on this server, from its start to its stop. For any thread. */
public final class ApplicationConsumers implements AutoCloseable {

    private final StreamRuntime runtime;
    private final EventSourceObservers observers;
    private final DeliveryRequests requests;
    private final CurrentDelivery current;
    private final Executor application;
    private final ConsumerStores stores;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
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
        Executor calls = runtime.deliveryExecutor(FailureLog.consumerNamed(settings.name()))
                .withoutStream();
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
                    AttachedKind.CONSUMER,
                    consumer.getName(),
                    "",
                    snapshot,
                    new Delivery(
                            runtime.deliveryExecutor(FailureLog.consumerNamed(consumer.getName())),
                            runtime.io(),
                            new ConsumerContext(application, requests, current, consumer),
                            new EventObservers(
                                    observers.of(EventSource.consumer(consumer.getName())),
                                    runtime.tails().failures(),
                                    transactions),
                            runtime.tracing().deliveries(FailureLog.consumerNamed(consumer.getName()))),
                    new DeadLetterStream(
                            runtime.settings().consumers().of(consumer.getName()),
                            task -> consumer.control().afterCheckpoint(task),
                            runtime.io(),
                            runtime::client,
                            InstantSource.system(),
                            consumer::addDeadLetters));
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
            throw new IllegalStateException(NumberedMessage.UNKNOWN_CONSUMER.text(name));
        }
        return consumer;
    }

    /** The figures of each consumer, sorted by name. */
    public List<ConsumerMetrics> metrics() {
        return consumers.values().stream().map(RunningConsumer::metrics).toList();
    }

    /**
     * Stops all consumers, and releases them to other servers. A consumer whose observer still runs after a few seconds, or
     * whose store hangs, is not released: another server takes it over when its lease has ended.
     */
    @Override
    public void close() {
        if (stopped.compareAndSet(false, true)) {
            new ConsumerRelease(runtime.io(), stores.ofContainer() ? this::inApplication : Runnable::run)
                    .stop(consumers.values());
        }
    }
}

package org.streamlistening.internal.testkit;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.deployment.EventSourceObservers;
import org.streamlistening.internal.listen.DeadLetters;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.request.BridgedRequest;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.internal.runtime.Authorizers;
import org.streamlistening.internal.runtime.Settings;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;

/**
 * What the listeners and consumers of a test without a server share: streams in memory, manual time, and the thread of
 * the test, on which everything runs. For one thread.
 */
public final class LocalRuntime implements AutoCloseable {

    private final ManualExecutor executor = new ManualExecutor();
    private final LocalStreams streams = new LocalStreams();
    private final TestSessionContext sessions;
    private final CurrentDelivery current;
    private final Settings settings;
    private final Jsonb jsonb;
    private final DeliveryRequests requests;
    private final EventSourceObservers observers;
    private final ListenerLimits limits;
    private final Tails tails;
    private final Authorizers authorizers;
    private boolean running;
    private int unnamed;

    /** Called after the deployment, on a thread of the application. */
    public LocalRuntime(
            BeanManager beanManager,
            DeploymentModel model,
            BridgedRequest request,
            CurrentDelivery current,
            TestSessionContext sessions) {
        this.sessions = sessions;
        this.current = current;
        this.settings = new Settings(TestConfiguration.with(Map.of()), model.listenerNames(), model.consumerNames());
        Instance<Jsonb> produced = beanManager.createInstance().select(Jsonb.class, StreamListening.Literal.of(""));
        this.jsonb = produced.isResolvable() ? produced.get() : JsonbBuilder.create();
        this.authorizers = new Authorizers(beanManager);
        this.requests = new DeliveryRequests(beanManager, request);
        this.observers = new EventSourceObservers(
                beanManager,
                model.viewOf(ApplicationLoader.OF_LIBRARY),
                jsonb,
                settings.listeners().maxNesting());
        // Without jitter, a test knows the pauses.
        Backoff configured = settings.readRetry();
        Backoff exact = new Backoff(configured.initial(), configured.max(), configured.multiplier(), () -> 1);
        this.limits = new ListenerLimits(settings.listeners().observerRetries(), exact);
        this.tails = new Tails(streams, executor, executor, exact, executor::nanoTime);
    }

    Settings settings() {
        return settings;
    }

    LocalStreams streams() {
        return streams;
    }

    /** Makes the state machine of a listener or consumer, which delivers in the session of the calling thread. */
    ListenerStateMachine machine(
            EventSource source, String name, String key, DeliveringSource delivering, DeadLetters letters) {
        return new ListenerStateMachine(
                name,
                key,
                ListenerSnapshot.NOTHING,
                tails,
                executor,
                limits,
                new Delivery(
                        DeliveryExecutor.of(executor),
                        executor,
                        new LocalContext(sessions, sessions.active(), requests, current, delivering),
                        new EventObservers(observers.of(source), tails.failures())),
                letters);
    }

    /** The object as one JSON message. */
    public StreamMessage encode(Object payload) {
        return StreamMessage.of(jsonb.toJson(payload), "application/json");
    }

    /** Delivers messages of this source, in one batch. */
    public void fire(LocalSource source, List<StreamMessage> messages) {
        onStream(source, stream -> streams.append(stream, messages));
    }

    /** Closes the stream of this source. */
    public void complete(LocalSource source) {
        onStream(source, streams::close);
    }

    /** The next read of this source fails. One that does not listen reads nothing. */
    public void fail(LocalSource source, RuntimeException failure) {
        onStream(source, stream -> {
            if (source.getStatus().isListening()) {
                streams.fail(stream, failure);
            }
        });
    }

    /** Deletes the stream of this source and creates it again. */
    public void recreate(LocalSource source) {
        onStream(source, streams::recreate);
    }

    private void onStream(LocalSource source, Consumer<String> change) {
        String stream = source.requiredStream();
        run();
        change.accept(stream);
        run();
    }

    /** The id of a stream of its own, for a source whose stream the application has not named. */
    String newStream() {
        unnamed++;
        return "test-" + unnamed;
    }

    /** @throws org.streamlistening.ListenRefusedException if an authorizer of the application rejects the call */
    void authorize(String streamId, String listener) {
        authorizers.authorize(StreamId.of(streamId).value(), null, listener);
    }

    private void run() {
        running = true;
        try {
            executor.run();
        } finally {
            running = false;
        }
    }

    /** Runs everything that is due now. Within an observer, it runs after that observer has returned. */
    void runUnlessDelivering() {
        if (!running) {
            run();
        }
    }

    /** Lets this time pass. */
    public void advance(Duration by) {
        running = true;
        try {
            executor.advance(by);
        } finally {
            running = false;
        }
    }

    @Override
    public void close() {
        try {
            jsonb.close();
        } catch (Exception e) {
            throw new IllegalStateException("JSON Binding cannot be closed", e);
        }
    }
}

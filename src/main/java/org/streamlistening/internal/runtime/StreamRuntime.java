package org.streamlistening.internal.runtime;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.listen.DeadLetters;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.metrics.StreamCounters;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.metrics.DeliveryMetrics;
import org.streamlistening.metrics.ListenerMetrics;
import org.streamlistening.metrics.ReadMetrics;

/**
 * What the listeners of one web application share from its start to its stop: configuration, client, threads and shared
 * tails. For any thread.
 */
public final class StreamRuntime implements AutoCloseable {

    private final Settings settings;
    private final ListenerLimits limits;
    private final ServerLocation location;
    private final Authorizers authorizers;
    private final CheckpointResources checkpoints;
    private final RuntimeThreads threads;
    private final Jsonb jsonb;
    private final ApplicationClient client;
    private final Tails tails;
    private final Tracing tracing;

    private final Attachments attachments = new Attachments();

    // Guarded by this.
    private @Nullable Handover handover;

    public StreamRuntime(BeanManager beanManager, Settings settings, ServerLocation location) {
        this(beanManager, settings, location, Tracing.NONE);
    }

    public StreamRuntime(BeanManager beanManager, Settings settings, ServerLocation location, Tracing tracing) {
        this.tracing = tracing;
        this.settings = settings;
        this.limits = new ListenerLimits(
                settings.listeners().observerRetries(),
                settings.readRetry(),
                settings.listeners().rememberedStreams());
        this.location = location;
        this.authorizers = new Authorizers(beanManager);
        ApplicationOverrides overrides = new ApplicationOverrides(beanManager);
        this.checkpoints = new CheckpointResources(
                StoreBean.of(beanManager),
                overrides.dataSource(settings.consumers().dataSource()),
                overrides::userTransaction);
        this.jsonb = overrides.one(Jsonb.class).orElseGet(JsonbBuilder::create);
        // It starts threads: nothing after this throws.
        this.threads = new RuntimeThreads(overrides, settings);
        IoThreads io = threads.io();
        this.client = new ApplicationClient(settings, location, overrides, jsonb, threads.waiting());
        this.tails = new Tails(
                (key, from) -> client().open(
                                key.streamId(),
                                ReadOptions.live(key.live()).from(from).timeout(key.timeout())),
                io,
                io,
                settings.readRetry(),
                System::nanoTime,
                new StreamCounters(System::nanoTime));
    }

    /** The exception of a call before the start or after the stop of the application. */
    public static IllegalStateException notRunning() {
        return new IllegalStateException(NumberedMessage.NOT_RUNNING.text());
    }

    public Settings settings() {
        return settings;
    }

    public Authorizers authorizers() {
        return authorizers;
    }

    public Tracing tracing() {
        return tracing;
    }

    /** What the application provides for the checkpoints of its consumers. */
    public CheckpointResources checkpoints() {
        return checkpoints;
    }

    public Jsonb jsonb() {
        return jsonb;
    }

    public Tails tails() {
        return tails;
    }

    /** @throws IllegalStateException if the application has stopped */
    public DurableStreamsClient client() {
        return client.get();
    }

    /**
     * Makes a listener that reads from the shared tails and delivers to this channel until it is {@linkplain #detach
     * detached}. It reads nothing before {@code listen} or {@code resume}.
     *
     * @throws IllegalStateException if the application has stopped
     */
    public ListenerStateMachine attach(
            AttachedKind kind, String name, String sessionKey, ListenerSnapshot snapshot, DeliveryChannel channel) {
        return attach(kind, name, sessionKey, snapshot, channel, DeadLetters.NONE);
    }

    /** As above, with a place for messages that observers cannot handle. */
    public ListenerStateMachine attach(
            AttachedKind kind,
            String name,
            String sessionKey,
            ListenerSnapshot snapshot,
            DeliveryChannel channel,
            DeadLetters letters) {
        ListenerStateMachine listener =
                new ListenerStateMachine(name, sessionKey, snapshot, tails, threads.io(), limits, channel, letters);
        attach(kind, listener);
        return listener;
    }

    private void attach(AttachedKind kind, ListenerStateMachine listener) {
        if (!attachments.add(kind, listener)) {
            listener.abandon();
            throw notRunning();
        }
    }

    public void detach(ListenerStateMachine listener) {
        forget(listener);
        listener.abandon();
    }

    /**
     * The listener was replaced by a newer one of the same session: the stop of the application does not suspend it.
     */
    public void forget(ListenerStateMachine listener) {
        attachments.remove(listener);
    }

    /**
     * Follows the hand-over stream from the start of the application, so that this server receives the first claim of
     * another one.
     */
    public void start() {
        location.log();
        if (location.isConfigured()) {
            settings.handover().ifPresent(this::handover);
        }
    }

    /** Lets only one server at a time deliver to a session; empty unless configured. */
    public Optional<Handover> handover() {
        return settings.handover().map(this::handover);
    }

    private synchronized Handover handover(String streamId) {
        if (handover == null) {
            handover = new HandoverStream(streamId, this::client, settings, threads.io(), tails)
                    .follow(listener -> attach(AttachedKind.HANDOVER, listener));
        }
        return handover;
    }

    /** The listeners of this kind that are attached, by their status now. */
    public ListenerMetrics listeners(AttachedKind kind) {
        return attachments.metrics(kind);
    }

    public ReadMetrics readMetrics() {
        return tails.metrics();
    }

    public DeliveryMetrics deliveryMetrics() {
        return tails.deliveries()
                .metrics(threads.deliveries().waiting(), threads.deliveries().isStalled());
    }

    /** The executor of one listener or socket, which the log calls by this name: see {@link RuntimeThreads#deliveryExecutor}. */
    public DeliveryExecutor deliveryExecutor(String name) {
        return threads.deliveryExecutor(name);
    }

    /** The servlet container has started the application: it passes requests to it. */
    public void applicationStarted() {
        threads.applicationStarted();
    }

    public IoThreads io() {
        return threads.io();
    }

    public Executor stalledCloses() {
        return threads.stalledCloses();
    }

    /**
     * Runs a task on the thread that submits it, with class loader, JNDI and security of the thread that calls this
     * method.
     */
    public Executor callerContext() {
        return threads.callerContext();
    }

    /** After this call no listener is attached. */
    public void stopAttaching() {
        attachments.stop();
    }

    @Override
    public void close() {
        attachments.suspendAll();
        threads.stopDeliveries();
        client.close();
        threads.close();
    }
}

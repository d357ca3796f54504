package org.streamlistening.internal.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
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
import org.streamlistening.internal.threads.LibraryThreads;
import org.streamlistening.internal.threads.LimitedExecutor;
import org.streamlistening.internal.threads.WaitingThreads;
import org.streamlistening.metrics.DeliveryMetrics;
import org.streamlistening.metrics.ListenerMetrics;
import org.streamlistening.metrics.ReadMetrics;

/**
 * What the listeners of one web application share from its start to its stop: configuration, client, threads and shared
 * tails. For any thread.
 */
public final class StreamRuntime implements AutoCloseable {

    /** Number of unresponsive sockets that are closed at the same time; each blocks a thread for up to ten seconds. */
    private static final int STALLED_CLOSES = 16;

    private final Settings settings;
    private final ListenerLimits limits;
    private final ServerLocation location;
    private final Authorizers authorizers;
    private final CheckpointResources checkpoints;
    private final ManagedExecutorService container;
    private final ContainerThreads threads;
    private final Optional<StartContextThreads> waitingThreads;
    private final IoThreads io;
    private final Executor stalledCloses;
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
        this.container = overrides.executor(settings.executor());
        this.jsonb = overrides.one(Jsonb.class).orElseGet(JsonbBuilder::create);
        Optional<ManagedThreadFactory> waiting = ApplicationOverrides.waitingThreads(settings.ioThreadFactory());
        this.waitingThreads = waiting.map(managed -> new StartContextThreads(
                settings.ioThreadFactory().isPresent() ? managed : WaitingThreads.named("durable-streams"),
                managed,
                callerContext()));
        Optional<ManagedThreadFactory> slow = overrides.threads(settings.threadFactory());
        // The first thread starts here: nothing after this throws.
        this.io = new IoThreads(waitingThreads.map(LibraryThreads::of).orElseGet(LibraryThreads::unmanaged));
        this.stalledCloses = new LimitedExecutor(io, STALLED_CLOSES);
        this.threads = ContainerThreads.of(container, slow, settings, io);
        this.client = new ApplicationClient(
                settings, location, overrides, jsonb, waitingThreads.map(ThreadFactory.class::cast));
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
                new ListenerStateMachine(name, sessionKey, snapshot, tails, io, limits, channel, letters);
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
            handover = new HandoverStream(streamId, this::client, settings, io, tails)
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

    /** The executor of one listener or socket, which the log calls by this name: see {@link ContainerThreads#deliveryExecutor}. */
    public DeliveryExecutor deliveryExecutor(String name) {
        return threads.deliveryExecutor(name);
    }

    /** The servlet container has started the application: it passes requests to it. */
    public void applicationStarted() {
        waitingThreads.ifPresent(StartContextThreads::started);
    }

    public IoThreads io() {
        return io;
    }

    public Executor stalledCloses() {
        return stalledCloses;
    }

    /**
     * Runs a task on the thread that submits it, with class loader, JNDI and security of the thread that calls this
     * method.
     */
    public Executor callerContext() {
        return container.getContextService().currentContextExecutor();
    }

    /** After this call no listener is attached. */
    public void stopAttaching() {
        attachments.stop();
    }

    @Override
    public void close() {
        attachments.suspendAll();
        threads.close();
        client.close();
        io.close();
    }
}

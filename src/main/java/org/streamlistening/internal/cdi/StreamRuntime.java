package org.streamlistening.internal.cdi;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.deployment.ModuleView;
import org.streamlistening.internal.listen.DeliveryChannel;
import org.streamlistening.internal.listen.ObserverNotifier;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.Tails;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.threads.LimitedExecutor;

/** What one application has of everything, from its start to its stop: the hops of a message, put together. */
final class StreamRuntime implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** Sockets that take nothing and are being closed at a time; each keeps a thread for up to ten seconds. */
    private static final int STALLED_CLOSES = 16;

    private final BeanManager beanManager;
    private final Settings settings;
    private final ServerLocation location;
    private final SessionBridge bridge;
    private final ModuleView found;
    private final CurrentListener current;
    private final ApplicationOverrides overrides;
    private final Authorizers authorizers;
    private final ManagedExecutorService container;
    private final ContainerThreads threads;
    private final IoThreads io = new IoThreads();
    private final Executor stalledCloses = new LimitedExecutor(io, STALLED_CLOSES);
    private final SocketOwners sockets = new SocketOwners(io);
    private final Jsonb jsonb;
    private final Tails tails;
    /** The listeners of this application, so that none outlives it. */
    private final Set<SessionListener> running = ConcurrentHashMap.newKeySet();

    /** The one of each session listener's key, so that a session that comes back does not have it twice. */
    private final Map<String, SessionListener> latest = new ConcurrentHashMap<>();

    private final SessionListenerRegistry sessions = new SessionListenerRegistry();

    private final Map<String, Payloads> payloads = new ConcurrentHashMap<>();

    /** From here on no listener is attached. */
    private volatile boolean stopping;

    // Guarded by this.
    private @Nullable DurableStreamsClient client;
    private @Nullable Handover handover;
    private boolean closed;

    StreamRuntime(
            BeanManager beanManager,
            Settings settings,
            ServerLocation location,
            SessionBridge bridge,
            ModuleView found,
            CurrentListener current) {
        this.beanManager = beanManager;
        this.settings = settings;
        this.location = location;
        this.bridge = bridge;
        this.found = found;
        this.current = current;
        this.overrides = new ApplicationOverrides(beanManager);
        this.authorizers = new Authorizers(beanManager);
        this.container = overrides.executor(settings.executor());
        this.threads = ContainerThreads.of(container, overrides, settings, io);
        this.jsonb = overrides.one(Jsonb.class).orElseGet(JsonbBuilder::create);
        this.tails = new Tails(
                (key, from) -> client().open(
                                key.streamId(),
                                ReadOptions.live(key.live()).from(from).timeout(key.timeout())),
                io,
                io,
                settings.readRetry());
    }

    Tails tails() {
        return tails;
    }

    Settings settings() {
        return settings;
    }

    ServerLocation server() {
        return location;
    }

    Authorizers authorizers() {
        return authorizers;
    }

    SessionBridge bridge() {
        return bridge;
    }

    /**
     * The client for the streams of this application; made when it is first needed.
     *
     * @throws IllegalStateException if the application was stopped
     */
    synchronized DurableStreamsClient client() {
        if (closed) {
            throw WebApplications.notRunning();
        }
        if (client == null) {
            DurableStreamsClientBuilder builder = location.client()
                    .transport(settings.transport())
                    .maxChunkBytes(settings.maxResponseBytes())
                    .maintenanceTimeout(settings.maintenanceTimeout());
            settings.maxUnfinishedBytes().ifPresent(builder::maxUnfinishedBytes);
            client = overrides.customized(builder).build();
        }
        return client;
    }

    /**
     * A listener that delivers to this session from now on, until it is {@linkplain #detach detached}.
     *
     * @param qualifier the name that its observers select it by
     * @throws IllegalStateException if the application was stopped
     */
    SessionListener attach(SessionStreamListener bean, String qualifier, Saved saved, ListeningSession session) {
        EventObservers observing = new EventObservers(
                beanManager,
                StreamListening.Literal.of(qualifier),
                found::includes,
                payloads.computeIfAbsent(qualifier, this::payloads),
                found.listObservers(qualifier),
                found.excludedObservers(),
                tails.failures());
        ObserverNotifier observers = new IdentifiedObservers(observing, current, bean);
        SessionListener listener = attach(
                bean.getName(),
                bean.getSessionKey(),
                saved,
                new Delivery(threads.lane(bean.getName()), io, session, observers));
        SessionListener older = latest.put(bean.getSessionKey(), listener);
        sessions.add(bean, listener);
        if (older != null) {
            // The session was passivated and is back, or was copied: what still delivers to the beans of before lets
            // go. Where that was does not count, since these beans do not know of what those heard in the end. Does not
            // wait: the caller holds the monitor of its bean.
            listener.replace(older);
            running.remove(older);
            sessions.remove(bean, older);
        }
        return listener;
    }

    /** A listener that brings everything to this recipient from now on, until it is {@linkplain #detach detached}. */
    SessionListener attach(String name, String sessionKey, Saved saved, DeliveryChannel channel) {
        SessionListener listener = new SessionListener(
                name,
                sessionKey,
                saved,
                tails,
                io,
                new SessionListener.ObserverRetry(settings.observerRetries(), settings.readRetry()),
                settings.rememberedStreams(),
                channel);
        add(listener);
        return listener;
    }

    /** First added, then looked: of this and {@link #close} one sees the other. */
    private void add(SessionListener listener) {
        running.add(listener);
        if (stopping) {
            detach(listener);
            throw WebApplications.notRunning();
        }
    }

    private Payloads payloads(String listener) {
        return new Payloads(found.payloadTypes(listener), jsonb, settings.maxNesting());
    }

    void detach(SessionStreamListener bean, SessionListener listener) {
        latest.remove(bean.getSessionKey(), listener);
        sessions.remove(bean, listener);
        detach(listener);
    }

    void detach(SessionListener listener) {
        running.remove(listener);
        listener.abandon();
    }

    /** The session whose mark has this key ended: so does all that it has here. */
    void sessionEnded(String key) {
        sockets.sessionEnded(key);
        sessions.end(key);
    }

    /**
     * Runs the task on a thread of the container with this session active, as soon as the container lets it run. The task
     * must be one that may run twice.
     */
    void deliver(ListeningSession session, Runnable task) {
        try {
            threads.lane("a session").execute(() -> {
                try {
                    session.aroundRequest(task);
                } catch (Throwable e) {
                    deliverLater(session, task, e);
                }
            });
        } catch (Throwable e) {
            deliverLater(session, task, e);
        }
    }

    private void deliverLater(ListeningSession session, Runnable task, Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, "the container does not let a listener go on now; trying again", cause);
        io.after(AFTER_FAILURE, () -> deliver(session, task));
    }

    /**
     * Follows what the other servers say from the start of the application on, so that the first session that leaves it
     * can be asked for.
     */
    void start() {
        if (location.isConfigured()) {
            settings.handover().ifPresent(this::handover);
        }
    }

    /** What lets only one server at a time deliver to a session; empty where that is not configured. */
    Optional<Handover> handover() {
        return settings.handover().map(this::handover);
    }

    private synchronized Handover handover(String streamId) {
        if (handover == null) {
            handover = new HandoverStream(streamId, this::client, settings, io, tails).follow(this::add);
        }
        return handover;
    }

    /** For the beans of the session of the calling thread. */
    ListeningSession session() {
        return new ListeningSession(beanManager, bridge);
    }

    SocketOwners sockets() {
        return sockets;
    }

    /** What one listener, or one socket, submits its deliveries to. */
    Executor lane(String name) {
        return threads.lane(name);
    }

    IoThreads io() {
        return io;
    }

    Executor stalledCloses() {
        return stalledCloses;
    }

    /** The calling thread, if it runs a request. */
    Optional<CallerContext> caller() {
        return bridge.capture()
                .map(beans -> new CallerContext(
                        beans, container.getContextService().currentContextExecutor(), authorizers.caller()));
    }

    @Override
    public void close() {
        stopping = true;
        sockets.stop();
        // Not abandoned: a server that keeps sessions writes them after this.
        running.forEach(SessionListener::suspend);
        threads.close();
        DurableStreamsClient ended;
        synchronized (this) {
            closed = true;
            ended = client;
        }
        if (ended != null) {
            ended.close();
        }
        io.close();
    }
}

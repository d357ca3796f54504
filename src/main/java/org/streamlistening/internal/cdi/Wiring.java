package org.streamlistening.internal.cdi;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.ListenRefusedException;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.delivery.Delivery;
import org.streamlistening.internal.delivery.EventObservers;
import org.streamlistening.internal.delivery.Payloads;
import org.streamlistening.internal.listen.Observers;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.Tails;

/** What one application has of everything, from its start to its stop: the hops of a message, put together. */
final class Wiring implements AutoCloseable {

    private final BeanManager beanManager;
    private final Settings settings;
    private final Server server;
    private final SessionBridge bridge;
    private final Found found;
    private final CurrentListener current;
    private final ManagedExecutorService executor;
    private final IoThreads io = new IoThreads();
    private final Jsonb jsonb;
    private final Tails tails;
    /** The listeners of this application, so that none outlives it. */
    private final Set<SessionListener> running = ConcurrentHashMap.newKeySet();

    private final Map<String, Payloads> payloads = new ConcurrentHashMap<>();

    // Guarded by this.
    private @Nullable DurableStreamsClient client;

    Wiring(
            BeanManager beanManager,
            Settings settings,
            Server server,
            SessionBridge bridge,
            Found found,
            CurrentListener current) {
        this.beanManager = beanManager;
        this.settings = settings;
        this.server = server;
        this.bridge = bridge;
        this.found = found;
        this.current = current;
        this.executor = executor(beanManager, settings.executor());
        this.jsonb = produced(beanManager, Jsonb.class).orElseGet(JsonbBuilder::create);
        this.tails = new Tails(
                (key, from) -> client().open(
                                key.streamId(),
                                ReadOptions.live(key.live()).from(from).timeout(key.timeout())),
                io,
                io,
                settings.readRetry());
    }

    Settings settings() {
        return settings;
    }

    Server server() {
        return server;
    }

    SessionBridge bridge() {
        return bridge;
    }

    /** The client for the streams of this application; made when it is first needed. */
    synchronized DurableStreamsClient client() {
        if (client == null) {
            DurableStreamsClientBuilder builder = DurableStreamsClient.builder(server.url())
                    .headers(server::headers)
                    .transport(settings.transport())
                    .maxChunkBytes(settings.maxResponseBytes());
            client = customized(builder).build();
        }
        return client;
    }

    /** Whatever the application produces with the qualifier has the last word. */
    private DurableStreamsClientBuilder customized(DurableStreamsClientBuilder builder) {
        Instance<UnaryOperator<DurableStreamsClientBuilder>> customizers =
                beanManager.createInstance().select(new TypeLiteral<>() {}, StreamListening.Literal.of(""));
        DurableStreamsClientBuilder customized = builder;
        for (UnaryOperator<DurableStreamsClientBuilder> customizer : customizers) {
            customized = customizer.apply(customized);
        }
        return customized;
    }

    /**
     * A listener that delivers to this session from now on, until it is {@linkplain #detach detached}.
     *
     * @param qualifier the name that its observers select it by
     */
    SessionListener attach(StreamListener bean, String qualifier, Saved saved, ListeningSession session) {
        EventObservers observing = new EventObservers(
                beanManager,
                StreamListening.Literal.of(qualifier),
                payloads.computeIfAbsent(qualifier, this::payloads),
                found.listObservers(qualifier));
        Observers observers = new KnownListener(observing, current, bean);
        SessionListener listener = new SessionListener(
                bean.getName(),
                bean.getSessionKey(),
                saved,
                tails,
                io,
                new SessionListener.ObserverRetry(settings.observerRetries(), settings.readRetry()),
                new Delivery(executor, io, session, observers));
        running.add(listener);
        return listener;
    }

    private Payloads payloads(String listener) {
        return new Payloads(found.payloadTypes(listener), jsonb);
    }

    void detach(SessionListener listener) {
        running.remove(listener);
        listener.abandon();
    }

    /** For the beans of the session of the calling thread. */
    ListeningSession session() {
        return new ListeningSession(beanManager, bridge);
    }

    /** Notes the container context of the calling thread, and its session if it has one. */
    void noteCaller(ListeningSession session) {
        bridge.capture().ifPresent(beans -> {
            session.refresh(beans);
            session.calledFrom(executor.getContextService().currentContextExecutor(), caller());
        });
    }

    /** Asks whether this session may listen, on the calling thread. */
    void authorize(ListeningSession session, String streamId, String listener) {
        for (var authorizer : beanManager
                .createInstance()
                .select(ListenAuthorizer.class, Any.Literal.INSTANCE)
                .handles()) {
            try (authorizer) {
                if (!authorizer.get().mayListen(streamId, session.principal(), listener)) {
                    throw new ListenRefusedException(streamId);
                }
            }
        }
    }

    private @Nullable Principal caller() {
        Instance<HttpServletRequest> request = beanManager.createInstance().select(HttpServletRequest.class);
        try {
            return request.isResolvable() ? request.get().getUserPrincipal() : null;
        } catch (IllegalStateException | ContextNotActiveException noServletRequest) {
            // A session without a request, as a test may have it.
            return null;
        }
    }

    @Override
    public void close() {
        running.forEach(SessionListener::abandon);
        DurableStreamsClient ended;
        synchronized (this) {
            ended = client;
        }
        if (ended != null) {
            ended.close();
        }
        io.close();
    }

    /** The application's own, if it produces one with the qualifier; else the one of this name. */
    private static ManagedExecutorService executor(BeanManager beanManager, String jndiName) {
        return produced(beanManager, ManagedExecutorService.class).orElseGet(() -> lookedUp(jndiName));
    }

    private static <T> Optional<T> produced(BeanManager beanManager, Class<T> type) {
        Instance<T> produced = beanManager.createInstance().select(type, StreamListening.Literal.of(""));
        return produced.isResolvable() ? Optional.of(produced.get()) : Optional.empty();
    }

    @SuppressWarnings("BanJNDI") // the name comes from whoever deploys the application, and only its own names count
    private static ManagedExecutorService lookedUp(String jndiName) {
        if (!jndiName.startsWith("java:")) {
            throw new IllegalStateException(
                    "DS-004: durable-streams.executor is '" + jndiName + "', but has to begin with java:");
        }
        try {
            return InitialContext.doLookup(jndiName);
        } catch (NamingException e) {
            throw new IllegalStateException(
                    "DS-004: no ManagedExecutorService at " + jndiName
                            + "; set durable-streams.executor to the JNDI name of one",
                    e);
        }
    }
}

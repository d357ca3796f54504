package org.streamlistening.internal.cdi;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.delivery.Delivery;
import org.streamlistening.internal.delivery.EventObservers;
import org.streamlistening.internal.delivery.Payloads;
import org.streamlistening.internal.listen.Recipient;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.Tails;

/** What one application has of everything, from its start to its stop: the hops of a message, put together. */
final class Wiring implements AutoCloseable {

    private final BeanManager beanManager;
    private final Settings settings;
    private final Server server;
    private final SessionBridge bridge;
    private final Function<String, Set<Class<?>>> payloadTypes;
    private final ManagedExecutorService executor;
    private final IoThreads io = new IoThreads();
    private final SocketOwners sockets = new SocketOwners(io);
    private final Jsonb jsonb = JsonbBuilder.create();
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
            Function<String, Set<Class<?>>> payloadTypes) {
        this.beanManager = beanManager;
        this.settings = settings;
        this.server = server;
        this.bridge = bridge;
        this.payloadTypes = payloadTypes;
        this.executor = executor(beanManager, settings.executor());
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

    /** A listener that delivers to this session from now on, until it is {@linkplain #detach detached}. */
    SessionListener attach(String name, String sessionKey, Saved saved, ListeningSession session) {
        EventObservers observers = new EventObservers(
                beanManager, StreamListening.Literal.of(name), payloads.computeIfAbsent(name, this::payloads));
        return attach(name, sessionKey, saved, new Delivery(executor, io, session, observers));
    }

    /** A listener that brings everything to this recipient from now on, until it is {@linkplain #detach detached}. */
    SessionListener attach(String name, String sessionKey, Saved saved, Recipient recipient) {
        SessionListener listener = new SessionListener(
                name,
                sessionKey,
                saved,
                tails,
                io,
                new SessionListener.ObserverRetry(settings.observerRetries(), settings.readRetry()),
                recipient);
        running.add(listener);
        return listener;
    }

    private Payloads payloads(String listener) {
        return new Payloads(payloadTypes.apply(listener), jsonb);
    }

    void detach(SessionListener listener) {
        running.remove(listener);
        listener.abandon();
    }

    /** For the beans of the session of the calling thread. */
    ListeningSession session() {
        return new ListeningSession(beanManager, bridge);
    }

    /** Made in the session of the calling thread if that has none yet. */
    SocketSession socketSession() {
        Bean<?> bean = beanManager.resolve(beanManager.getBeans(SocketSession.class, Any.Literal.INSTANCE));
        return (SocketSession) instance(beanManager.getContext(SessionScoped.class), bean);
    }

    private <T> T instance(Context context, Bean<T> bean) {
        return context.get(bean, beanManager.createCreationalContext(bean));
    }

    SocketOwners sockets() {
        return sockets;
    }

    ManagedExecutorService executor() {
        return executor;
    }

    IoThreads io() {
        return io;
    }

    /** Notes the container context of the calling thread, and its session if it has one. */
    void noteCaller(ListeningSession session) {
        bridge.capture().ifPresent(beans -> {
            session.refresh(beans);
            session.calledFrom(executor.getContextService().currentContextExecutor());
        });
    }

    @Override
    public void close() {
        sockets.stop();
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
    @SuppressWarnings("BanJNDI") // the name comes from whoever deploys the application, and only its own names count
    private static ManagedExecutorService executor(BeanManager beanManager, String jndiName) {
        Instance<ManagedExecutorService> produced =
                beanManager.createInstance().select(ManagedExecutorService.class, StreamListening.Literal.of(""));
        if (produced.isResolvable()) {
            return produced.get();
        }
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

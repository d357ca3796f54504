package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.answer.ApplicationAnswers;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.consume.ApplicationConsumers;
import org.streamlistening.internal.deployment.ModuleView;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.internal.runtime.AccessBean;
import org.streamlistening.internal.runtime.ServerLocation;
import org.streamlistening.internal.runtime.Settings;
import org.streamlistening.internal.runtime.StreamRuntime;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.SessionBridge;
import org.streamlistening.internal.session.listener.RequestListeners;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.server.EmbeddedServer;

/** The state of this library in one web application, from its first use until the application stops. For any thread. */
final class WebApplication {

    private final ClassLoader loader;
    private final ServerLocation location;
    private final AccessBean access;
    private final RequestListeners listeners;

    private volatile @Nullable ApplicationSessions sessions;
    private volatile @Nullable ApplicationConsumers consumers;
    private volatile @Nullable ApplicationAnswers answers;

    /** Whether a request arrived, so that the container has started the application. */
    private volatile boolean started;

    private final boolean hasConsumers;
    private final Function<ApplicationSessions, ApplicationConsumers> consumersFactory;

    // Guarded by this.
    private @Nullable Supplier<ApplicationSessions> factory;

    /**
     * Called on a thread of the application, for its configuration.
     *
     * @param loader its class loader
     * @param embedded its embedded server, started if necessary
     */
    WebApplication(
            BeanManager beanManager,
            ModuleView view,
            ThreadContexts threads,
            ClassLoader loader,
            Supplier<InProcessServer> embedded) {
        this.loader = loader;
        Settings settings = new Settings(Configuration.ofApplication(), view.listenerNames(), view.consumerNames());
        DeliveryRequests requests = new DeliveryRequests(beanManager, threads.request());
        SessionBridge bridge = new SessionBridge(
                beanManager,
                view.sessionBeans(),
                NeededBeans.of(view.alwaysNotified(), beanManager),
                threads.session(),
                requests);
        location = new ServerLocation(settings, embedded, this::stopWriting);
        access = new AccessBean(beanManager);
        listeners = new RequestListeners(bridge, view.sessionBeans());
        factory = () -> new ApplicationSessions(
                beanManager, new StreamRuntime(beanManager, settings, location), bridge, view, threads.delivery());
        hasConsumers = !view.consumerNames().isEmpty();
        consumersFactory = running -> new ApplicationConsumers(
                running.runtime(), running.observers(), requests, threads.delivery(), view.consumerNames());
    }

    /** The servlet context is known; some servers pass it with the first request only. */
    void contextKnown(ServletContext context) {
        location.find(context);
        access.provide(context);
    }

    /** A request of the application arrived. */
    void requestArrived(ServletContext context) {
        location.check(context);
        access.provide(context);
        if (!started) {
            started = true;
            running().map(ApplicationSessions::runtime).ifPresent(StreamRuntime::applicationStarted);
            if (hasConsumers) {
                startConsumers();
            }
        }
    }

    /** A request with a session begins. */
    void requestBegins(Object request) {
        if (sessions != null) {
            listeners.requestBegins(request);
        }
    }

    /** A request with a session ends; its session context is still active. */
    void requestEnds(Object request) {
        if (sessions != null) {
            listeners.requestEnds(request);
        }
    }

    /**
     * The sessions, with client, threads and shared tails; made and started at the first call.
     *
     * @throws IllegalStateException if the application was stopped
     */
    ApplicationSessions sessions() {
        ApplicationSessions running = sessions;
        return running != null ? running : makeSessions();
    }

    private synchronized ApplicationSessions makeSessions() {
        if (factory == null) {
            throw StreamRuntime.notRunning();
        }
        ApplicationSessions running = sessions;
        if (running == null) {
            running = factory.get();
            consumers = consumersFactory.apply(running);
            answers = new ApplicationAnswers(running.runtime());
            sessions = running;
            if (started) {
                running.runtime().applicationStarted();
            }
            running.runtime().start();
        }
        return running;
    }

    /**
     * The consumer of this name.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    StreamConsumer consumer(String name) {
        sessions();
        ApplicationConsumers running = consumers;
        if (running == null) {
            throw StreamRuntime.notRunning();
        }
        return running.of(name);
    }

    /**
     * The writers of answers.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    AnswerWriters answers() {
        sessions();
        ApplicationAnswers running = answers;
        if (running == null) {
            throw StreamRuntime.notRunning();
        }
        return running;
    }

    /** The application has started: its consumers begin. */
    void startConsumers() {
        sessions();
        Optional.ofNullable(consumers).ifPresent(ApplicationConsumers::start);
    }

    /** The sessions; empty before the first call of {@link #sessions} and after the stop. */
    Optional<ApplicationSessions> running() {
        return Optional.ofNullable(sessions);
    }

    /** Does not start the sessions. */
    MetricsSnapshot metrics() {
        return ApplicationMetrics.of(
                running().map(ApplicationSessions::runtime), Optional.ofNullable(consumers), location.serverMetrics());
    }

    /** The streams can still be read and written. */
    private void stopWriting() {
        Optional.ofNullable(answers).ifPresent(ApplicationAnswers::close);
        Optional.ofNullable(consumers).ifPresent(ApplicationConsumers::close);
    }

    void stop() {
        ApplicationSessions running;
        stopWriting();
        synchronized (this) {
            running = sessions;
            consumers = null;
            answers = null;
            sessions = null;
            factory = null;
        }
        if (running != null) {
            running.close();
        }
        access.close();
        EmbeddedServer.release(loader);
    }
}

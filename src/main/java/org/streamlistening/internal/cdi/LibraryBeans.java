package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.configurator.BeanConfigurator;
import org.streamlistening.Delivering;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.session.CurrentListener;
import org.streamlistening.internal.session.SessionBridge;
import org.streamlistening.internal.session.SessionListenerRegistry;
import org.streamlistening.internal.session.SessionMark;
import org.streamlistening.internal.session.listener.KeptBeans;
import org.streamlistening.internal.session.listener.KeptInSession;
import org.streamlistening.internal.session.listener.ListenersByName;
import org.streamlistening.internal.session.listener.SessionKeptByName;

/** Adds the beans of this library to those of the application. */
final class LibraryBeans {

    private final AfterBeanDiscovery event;
    private final Identifiers identifiers;
    private final WebApplications applications;

    LibraryBeans(AfterBeanDiscovery event, Identifiers identifiers, WebApplications applications) {
        this.event = event;
        this.identifiers = identifiers;
        this.applications = applications;
    }

    /** The listener of this name that each session has, and the listeners that an application opens besides it. */
    void addListeners(String name) {
        addKept(KeptInSession.One.class, StreamListener.class, name);
        addKept(KeptInSession.Several.class, StreamListeners.class, name);
        BeanConfigurator<StreamListener> injected = addInjected(StreamListener.class, KeptInSession.One.class, name);
        if (name.isEmpty()) {
            injected.name("streamListener");
        }
        addInjected(StreamListeners.class, KeptInSession.Several.class, name);
    }

    private <T extends KeptInSession> void addKept(Class<T> kept, Class<?> injected, String name) {
        this.<T>addSessionBean(kept, injected.getName() + "/" + name)
                .qualifiers(StreamListening.Literal.of(name))
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return KeptBeans.make(kept, name, mark.key(), mark.isEnded());
                });
    }

    private <T> BeanConfigurator<T> addInjected(Class<T> injected, Class<? extends KeptInSession> kept, String name) {
        return event.<T>addBean()
                .id(identifiers.of(kept.getName() + "/" + name))
                .types(injected, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(OfCurrentSession.class)
                .createWith(context -> injected.cast(new KeptBeans(bridge()).kept(kept, name)));
    }

    private <T extends KeptInSession> BeanConfigurator<T> addSessionBean(Class<T> type, String id) {
        return event.<T>addBean()
                .id(identifiers.of(id))
                .types(type, Object.class)
                .scope(SessionScoped.class)
                .destroyWith((kept, context) -> SessionListenerRegistry.end(kept.closeAll()));
    }

    /** Adds the listeners that components that are no beans inject under names that no bean has. */
    void addThoseOfInjectedNames() {
        addSessionBean(KeptInSession.ByName.class, KeptInSession.ByName.class.getName())
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return new SessionKeptByName(mark.key(), mark.isEnded());
                });
        addByName(StreamListener.class, KeptInSession.One.class);
        addByName(StreamListeners.class, KeptInSession.Several.class);
    }

    private <T> void addByName(Class<T> injected, Class<? extends KeptInSession> kept) {
        event.<T>addBean()
                .id(identifiers.of(OfInjectedName.class.getName() + "/" + injected.getName()))
                .types(injected, Object.class)
                .qualifiers(OfInjectedName.Literal.INSTANCE)
                .scope(Dependent.class)
                .produceWith(instance -> {
                    InjectionPoint point = instance.select(InjectionPoint.class).get();
                    return ListenersByName.proxy(injected, kept, OfInjectedName.Literal.name(point));
                });
    }

    /** Adds the listener whose event is being delivered, for its observers. */
    void addDelivering(CurrentListener current) {
        event.<StreamListener>addBean()
                .id(identifiers.of(StreamListener.class.getName() + "/delivering"))
                .types(StreamListener.class, Object.class)
                .qualifiers(Delivering.Literal.INSTANCE)
                .scope(Dependent.class)
                .createWith(context -> current.get());
    }

    void addSessionMark() {
        event.<SessionMark>addBean()
                .id(identifiers.of(SessionMark.class.getName()))
                .types(SessionMark.class, Object.class)
                .scope(SessionScoped.class)
                .createWith(context -> new SessionMark())
                .destroyWith((session, context) -> ended(session));
    }

    /** The scopes of what is injected. */
    void addContexts() {
        event.addContext(new LookupContext(OfCurrentSession.class));
        event.addContext(new LookupContext(OfWebApplication.class));
    }

    void addClient() {
        event.<DurableStreamsClient>addBean()
                .id(identifiers.of(DurableStreamsClient.class.getName()))
                .types(DurableStreamsClient.class, Object.class)
                .scope(OfWebApplication.class)
                .createWith(
                        context -> applications.ofThread().sessions().runtime().client());
    }

    private SessionBridge bridge() {
        return applications.ofThread().sessions().bridge();
    }

    private void ended(SessionMark session) {
        session.end();
        applications.sessionEnded(session.key());
    }
}

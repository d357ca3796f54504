package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.InjectionPoint;
import org.streamlistening.Delivering;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;

/** The beans that this library adds to those of the application: what can be injected. */
final class LibraryBeans {

    private final AfterBeanDiscovery event;
    private final Identifiers identifiers;
    private final WebApplications applications;

    LibraryBeans(AfterBeanDiscovery event, Identifiers identifiers, WebApplications applications) {
        this.event = event;
        this.identifiers = identifiers;
        this.applications = applications;
    }

    /** The one listener of this name that each session has. */
    void addListener(String name) {
        event.<SessionStreamListener>addBean()
                .id(identifiers.of(StreamListener.class.getName() + "/" + name))
                .types(KeptListener.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(SessionScoped.class)
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return mark.isEnded()
                            ? SessionStreamListener.ended(name, name, mark.key())
                            : new SessionStreamListener(name, name, mark.key());
                })
                .destroyWith((listener, context) -> SessionListenerRegistry.end(listener.all()));
        var injected = event.<StreamListener>addBean()
                .id(identifiers.of(KeptListener.class.getName() + "/" + name))
                .types(StreamListener.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(OfCurrentSession.class)
                .createWith(context -> kept(KeptListener.class, name));
        if (name.isEmpty()) {
            injected.name("streamListener");
        }
    }

    /** What opens more of them, under names of their own. */
    void addListeners(String name) {
        event.<SessionStreamListeners>addBean()
                .id(identifiers.of(StreamListeners.class.getName() + "/" + name))
                .types(KeptListeners.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(SessionScoped.class)
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return mark.isEnded()
                            ? SessionStreamListeners.ended(name, mark.key())
                            : new SessionStreamListeners(name, mark.key());
                })
                .destroyWith((listeners, context) -> SessionListenerRegistry.end(listeners.end()));
        event.<StreamListeners>addBean()
                .id(identifiers.of(KeptListeners.class.getName() + "/" + name))
                .types(StreamListeners.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(OfCurrentSession.class)
                .createWith(context -> kept(KeptListeners.class, name));
    }

    /** What components that are no beans inject under a name that no bean has. */
    void addThoseOfInjectedNames() {
        event.<SessionKeptByName>addBean()
                .id(identifiers.of(KeptByName.class.getName()))
                .types(KeptByName.class, Object.class)
                .scope(SessionScoped.class)
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return mark.isEnded() ? SessionKeptByName.ended(mark.key()) : new SessionKeptByName(mark.key());
                })
                .destroyWith((kept, context) -> SessionListenerRegistry.end(kept.end()));
        addByName(StreamListener.class, KeptListener.class);
        addByName(StreamListeners.class, KeptListeners.class);
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

    /** The listener whose event is being delivered, for its observer. */
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
                .createWith(context -> applications.ofThread().wiring().client());
    }

    private <T extends KeptInSession> T kept(Class<T> type, String name) {
        return bridge().kept(type, name);
    }

    private SessionBridge bridge() {
        return applications.ofThread().wiring().bridge();
    }

    private void ended(SessionMark session) {
        session.end();
        applications.sessionEnded(session.key());
    }
}

package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.configurator.BeanConfigurator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.streamlistening.Delivering;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.session.AttachedListeners;
import org.streamlistening.internal.session.SessionBridge;
import org.streamlistening.internal.session.SessionMark;
import org.streamlistening.internal.session.listener.InjectedListeners;
import org.streamlistening.internal.session.listener.ListenerHolder;
import org.streamlistening.internal.session.listener.NamedHolders;
import org.streamlistening.internal.session.listener.UndeclaredListenerProxy;
import org.streamlistening.metrics.StreamMetrics;

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

    /** Adds the listener of this name that each session has, and the listeners that an application opens besides it. */
    void addListeners(String name) {
        addHolder(ListenerHolder.One.class, StreamListener.class, name);
        addHolder(ListenerHolder.Several.class, StreamListeners.class, name);
        BeanConfigurator<StreamListener> injected = addInjected(StreamListener.class, ListenerHolder.One.class, name);
        if (name.isEmpty()) {
            injected.name("streamListener");
        }
        addInjected(StreamListeners.class, ListenerHolder.Several.class, name);
    }

    private <T extends ListenerHolder> void addHolder(Class<T> holder, Class<?> injected, String name) {
        this.<T>addSessionBean(holder, injected.getName() + "/" + name)
                .qualifiers(StreamListening.Literal.of(name))
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return InjectedListeners.make(holder, name, mark.key(), mark.isEnded());
                });
    }

    private <T> BeanConfigurator<T> addInjected(
            Class<T> injected, Class<? extends ListenerHolder> holder, String name) {
        return event.<T>addBean()
                .id(identifiers.of(holder.getName() + "/" + name))
                .types(injected, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(CurrentSessionScoped.class)
                .createWith(context -> injected.cast(new InjectedListeners(bridge()).get(holder, name)));
    }

    private <T extends ListenerHolder> BeanConfigurator<T> addSessionBean(Class<T> type, String id) {
        return event.<T>addBean()
                .id(identifiers.of(id))
                .types(type, Object.class)
                .scope(SessionScoped.class)
                .destroyWith((holder, context) -> AttachedListeners.end(holder.seal()));
    }

    /** Adds the listeners that components that are no beans inject under names that no bean has. */
    void addUndeclaredListeners() {
        addSessionBean(ListenerHolder.Undeclared.class, ListenerHolder.Undeclared.class.getName())
                .createWith(context -> {
                    SessionMark mark = bridge().mark();
                    return new NamedHolders(mark.key(), mark.isEnded());
                });
        addUndeclared(StreamListener.class, ListenerHolder.One.class);
        addUndeclared(StreamListeners.class, ListenerHolder.Several.class);
    }

    private <T> void addUndeclared(Class<T> injected, Class<? extends ListenerHolder> holder) {
        event.<T>addBean()
                .id(identifiers.of(OfUndeclaredName.class.getName() + "/" + injected.getName()))
                .types(injected, Object.class)
                .qualifiers(OfUndeclaredName.Literal.INSTANCE)
                .scope(Dependent.class)
                .produceWith(instance -> {
                    InjectionPoint point = instance.select(InjectionPoint.class).get();
                    return UndeclaredListenerProxy.of(injected, holder, OfUndeclaredName.Literal.name(point));
                });
    }

    /** Adds the listener or consumer whose event is being delivered, and the position behind it, for its observers. */
    void addDelivering(CurrentDelivery current) {
        addDelivering(StreamListener.class, current::listener);
        addDelivering(StreamConsumer.class, current::consumer);
        addDelivering(StreamPosition.class, current::position);
    }

    private <T> void addDelivering(Class<T> type, Supplier<? extends T> delivering) {
        event.<T>addBean()
                .id(identifiers.of(type.getName() + "/delivering"))
                .types(type, Object.class)
                .qualifiers(Delivering.Literal.INSTANCE)
                .scope(Dependent.class)
                .createWith(context -> delivering.get());
    }

    void addSessionMark() {
        event.<SessionMark>addBean()
                .id(identifiers.of(SessionMark.class.getName()))
                .types(SessionMark.class, Object.class)
                .scope(SessionScoped.class)
                .createWith(context -> new SessionMark())
                .destroyWith((session, context) -> end(session));
    }

    /**
     * Adds the consumer of this name.
     *
     * @param find finds it in the web application of the calling thread, at each call of the injected object
     */
    void addConsumer(String name, Function<String, StreamConsumer> find) {
        event.<StreamConsumer>addBean()
                .id(identifiers.of(StreamConsumer.class.getName() + "/" + name))
                .types(StreamConsumer.class, Object.class)
                .qualifiers(StreamConsuming.Literal.of(name))
                .scope(WebApplicationScoped.class)
                .createWith(context -> find.apply(name));
    }

    /** Adds the scopes of the injected beans. */
    void addContexts() {
        event.addContext(new LookupContext(CurrentSessionScoped.class));
        event.addContext(new LookupContext(WebApplicationScoped.class));
    }

    void addClient() {
        event.<DurableStreamsClient>addBean()
                .id(identifiers.of(DurableStreamsClient.class.getName()))
                .types(DurableStreamsClient.class, Object.class)
                .scope(WebApplicationScoped.class)
                .createWith(
                        context -> applications.current().sessions().runtime().client());
    }

    void addAnswers() {
        event.<AnswerWriters>addBean()
                .id(identifiers.of(AnswerWriters.class.getName()))
                .types(AnswerWriters.class, Object.class)
                .scope(WebApplicationScoped.class)
                .createWith(context -> applications.current().answers());
    }

    /** Adds the figures of the application. */
    void addMetrics() {
        event.<StreamMetrics>addBean()
                .id(identifiers.of(StreamMetrics.class.getName()))
                .types(StreamMetrics.class, Object.class)
                .name("streamMetrics")
                .scope(WebApplicationScoped.class)
                .createWith(context -> () -> applications.current().metrics());
    }

    private SessionBridge bridge() {
        return applications.current().sessions().bridge();
    }

    private void end(SessionMark session) {
        session.end();
        applications.endSession(session.key());
    }
}

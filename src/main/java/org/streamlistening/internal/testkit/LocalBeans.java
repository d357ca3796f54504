package org.streamlistening.internal.testkit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import org.streamlistening.Delivering;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.request.BridgedRequest;
import org.streamlistening.server.ServerOptions;

/** The beans of the library in a container without a server. For the thread of the test. */
public final class LocalBeans {

    private final BeanManager beanManager;
    private final DeploymentModel model;
    private final Supplier<LocalRuntime> runtime;
    private final TestSessionContext sessions;
    private final BridgedRequest request = new BridgedRequest();
    private final CurrentDelivery current = new CurrentDelivery();

    /** @param runtime makes it at the first call */
    public LocalBeans(BeanManager beanManager, DeploymentModel model, Supplier<LocalRuntime> runtime) {
        this.beanManager = beanManager;
        this.model = model;
        this.runtime = runtime;
        this.sessions = TestSessionContext.withDefault(beanManager);
    }

    public LocalRuntime newRuntime() {
        return new LocalRuntime(beanManager, model, request, current, sessions);
    }

    public BeanManager beanManager() {
        return beanManager;
    }

    public TestSessionContext sessions() {
        return sessions;
    }

    public void addTo(AfterBeanDiscovery event) {
        event.addContext(sessions);
        event.addContext(request);
        model.listenerNames().forEach(name -> addListeners(event, name));
        model.consumerNames().forEach(name -> addConsumer(event, name));
        addDelivering(event, StreamListener.class, current::listener);
        addDelivering(event, StreamConsumer.class, current::consumer);
        addDelivering(event, StreamPosition.class, current::position);
        addClient(event);
    }

    private void addListeners(AfterBeanDiscovery event, String name) {
        var listener = event.<LocalListener>addBean()
                .id(StreamListener.class.getName() + "/" + name)
                .types(StreamListener.class, LocalSource.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(SessionScoped.class)
                .createWith(context -> new LocalListener(runtime.get(), name, name))
                .destroyWith((one, context) -> one.end());
        if (name.isEmpty()) {
            listener.name("streamListener");
        }
        event.<LocalListeners>addBean()
                .id(StreamListeners.class.getName() + "/" + name)
                .types(StreamListeners.class, Object.class)
                .qualifiers(StreamListening.Literal.of(name))
                .scope(SessionScoped.class)
                .createWith(context -> new LocalListeners(runtime.get(), name))
                .destroyWith((several, context) -> several.end());
    }

    private void addConsumer(AfterBeanDiscovery event, String name) {
        event.<LocalConsumer>addBean()
                .id(StreamConsumer.class.getName() + "/" + name)
                .types(StreamConsumer.class, LocalSource.class, Object.class)
                .qualifiers(StreamConsuming.Literal.of(name))
                .scope(ApplicationScoped.class)
                .createWith(context -> new LocalConsumer(runtime.get(), name));
    }

    private static <T> void addDelivering(AfterBeanDiscovery event, Class<T> type, Supplier<? extends T> delivering) {
        event.<T>addBean()
                .id(type.getName() + "/delivering")
                .types(type, Object.class)
                .qualifiers(Delivering.Literal.INSTANCE)
                .scope(Dependent.class)
                .createWith(context -> delivering.get());
    }

    /** Of a server in memory: beans can write, and a test can read what they wrote. */
    private static void addClient(AfterBeanDiscovery event) {
        event.<StreamServer>addBean()
                .types(StreamServer.class)
                .scope(Singleton.class)
                .createWith(context -> new StreamServer(ServerOptions.defaults()))
                .destroyWith((server, context) -> server.close());
        event.<DurableStreamsClient>addBean()
                .id(DurableStreamsClient.class.getName())
                .types(DurableStreamsClient.class, Object.class)
                .scope(ApplicationScoped.class)
                .produceWith(
                        beans -> DurableStreamsClient.builder(server(beans)).build())
                .disposeWith((client, beans) -> client.close());
    }

    private static StreamServer server(Instance<Object> beans) {
        return beans.select(StreamServer.class).get();
    }

    /** The listener of this name: that of the qualifier, or one that the application opened. */
    public LocalSource listener(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return select(LocalSource.class, StreamListening.Literal.of(name), "listener '" + name + "'");
        }
        StreamListener opened = select(
                        StreamListeners.class,
                        StreamListening.Literal.of(name.substring(0, slash)),
                        "listeners '" + name.substring(0, slash) + "'")
                .find(name.substring(slash + 1))
                .orElseThrow(() -> new IllegalArgumentException("no bean has opened listener '" + name + "'"));
        return (LocalSource) opened;
    }

    public LocalSource consumer(String name) {
        return select(LocalSource.class, StreamConsuming.Literal.of(name), "consumer '" + name + "'");
    }

    private <T> T select(Class<T> type, Annotation qualifier, String what) {
        Instance<T> found = beanManager.createInstance().select(type, qualifier);
        if (found.isUnsatisfied()) {
            throw new IllegalArgumentException("no bean of the test injects or observes " + what);
        }
        return found.get();
    }
}

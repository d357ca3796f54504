package org.streamlistening.support;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Extension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.weld.context.bound.BoundLiteral;
import org.jboss.weld.context.bound.BoundSessionContext;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.cdi.DurableStreamsExtension;
import org.streamlistening.internal.testkit.PlainManagedExecutor;

/** An application on Weld. Tests run requests of its HTTP sessions on their own thread. */
public final class Application implements AutoCloseable {

    private final PlainManagedExecutor executor = new PlainManagedExecutor();
    private final WeldContainer container;

    /** Starts an application of these classes. */
    public Application(Class<?>... classes) {
        this(List.of(), classes);
    }

    /** Starts an application of these classes with extensions of its own. */
    public Application(List<Extension> extensions, Class<?>... classes) {
        Weld weld = new Weld().disableDiscovery().addExtension(new DurableStreamsExtension());
        extensions.forEach(weld::addExtension);
        weld.addBeanClasses(classes);
        weld.addBeanClass(Executors.class);
        CURRENT.set(executor);
        try {
            container = weld.initialize();
            // Made while it is known which executor it has.
            container.select(Executors.class).get().executor();
        } catch (RuntimeException e) {
            executor.shutdownNow();
            throw e;
        } finally {
            CURRENT.remove();
        }
    }

    private static final ThreadLocal<PlainManagedExecutor> CURRENT = new ThreadLocal<>();

    /** Produces the executor that deliveries run on. */
    @ApplicationScoped
    static class Executors {
        private final PlainManagedExecutor executor = CURRENT.get();

        @Produces
        @StreamListening
        ManagedExecutorService executor() {
            return executor;
        }
    }

    public WeldContainer container() {
        return container;
    }

    /** The executor that deliveries run on. */
    public ManagedExecutorService executor() {
        return executor;
    }

    public Session session() {
        return new Session();
    }

    /** The session that an application of the same classes stored. */
    public Session session(byte[] stored) throws Exception {
        Session session = new Session();
        session.read(stored);
        return session;
    }

    @Override
    public void close() {
        container.shutdown();
        executor.shutdownNow();
    }

    /** The attributes of a session. */
    private static final class Storage extends HashMap<String, Object> {

        private static final long serialVersionUID = 1;

        private boolean broken;

        @Override
        public Object get(Object name) {
            if (broken) {
                throw new IllegalStateException("the session is not valid");
            }
            return super.get(name);
        }
    }

    /** One HTTP session. */
    public final class Session {

        private final Storage storage = new Storage();

        /** From now on the session behaves as one that another request has ended. */
        public void breakOff() {
            storage.broken = true;
        }

        public void restore() {
            storage.broken = false;
        }

        /** Runs this as one request of the session. */
        public <T> T request(Supplier<T> work) {
            BoundSessionContext context = container
                    .select(BoundSessionContext.class, BoundLiteral.INSTANCE)
                    .get();
            RequestContextController request =
                    container.select(RequestContextController.class).get();
            context.associate(storage);
            context.activate();
            try {
                request.activate();
                try {
                    return work.get();
                } finally {
                    request.deactivate();
                }
            } finally {
                context.deactivate();
                context.dissociate(storage);
            }
        }

        public void run(Runnable work) {
            request(() -> {
                work.run();
                return null;
            });
        }

        /** The bean of this type, for use inside of a request. */
        public <T> T bean(Class<T> type) {
            return container.select(type).get();
        }

        /** Passivates and activates the session: its beans are replaced by deserialised copies. */
        public void passivate() throws Exception {
            byte[] bytes = stored();
            invalidate();
            storage.clear();
            read(bytes);
        }

        /** What a container writes when it keeps its sessions: see {@link Application#session(byte[])}. */
        public byte[] stored() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(storage);
            }
            return bytes.toByteArray();
        }

        private void read(byte[] bytes) throws IOException, ClassNotFoundException {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                ((Map<?, ?>) in.readObject()).forEach((id, bean) -> storage.put((String) id, bean));
            }
        }

        /** Ends the session. */
        public void invalidate() {
            BoundSessionContext context = container
                    .select(BoundSessionContext.class, BoundLiteral.INSTANCE)
                    .get();
            context.associate(storage);
            context.activate();
            // In the order of containers.
            container
                    .getBeanManager()
                    .getEvent()
                    .select(BeforeDestroyed.Literal.SESSION)
                    .fire("this session");
            context.invalidate();
            context.deactivate();
            context.dissociate(storage);
        }
    }
}

package org.streamlistening.testkit;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.testkit.PlainManagedExecutor;
import org.streamlistening.internal.testkit.TestSessionContext;

/**
 * What a {@link TestApplication} has besides the library: sessions, an executor and a probe. The container calls it on
 * the thread that starts the application.
 */
final class TestExtension implements Extension {

    private final DeploymentModel names = new DeploymentModel();
    private final PlainManagedExecutor executor = new PlainManagedExecutor();
    private @Nullable TestSessionContext sessions;
    private @Nullable ProbeObservers observers;

    void collectNames(
            @Observes @WithAnnotations({StreamListening.class, StreamConsuming.class}) ProcessAnnotatedType<?> event) {
        names.addNames(event.getAnnotatedType());
    }

    void register(@Observes AfterBeanDiscovery event, BeanManager beanManager) {
        TestSessionContext context = TestSessionContext.explicit(beanManager);
        event.addContext(context);
        sessions = context;
        observers = new ProbeObservers(beanManager);
        observers.addTo(event, names);
        event.<ManagedExecutorService>addBean()
                .types(ManagedExecutorService.class)
                .qualifiers(StreamListening.Literal.of(""))
                .scope(Singleton.class)
                .createWith(unused -> executor);
    }

    /** Whether the calling thread runs a request of a session, or a delivery, of this application. */
    boolean isCurrent() {
        return executor.isCurrent() || (sessions != null && sessions.isActive());
    }

    TestSessionContext sessions() {
        return started(sessions);
    }

    EventProbe probe() {
        return started(observers).probe();
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the application has not started");
        }
        return part;
    }

    void close() {
        executor.shutdownNow();
    }
}

package org.streamlistening.testkit;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.cdi.DurableStreamsExtension;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.testkit.LocalBeans;
import org.streamlistening.internal.testkit.LocalRuntime;

/**
 * Replaces the library in a CDI container of a test: injected listeners and consumers need no server, no thread and no
 * waiting, and {@link StreamEvents} fires their events. With weld-junit:
 *
 * <pre>{@code
 * @EnableAutoWeld
 * @AddExtensions(StreamEventsExtension.class)
 * class ChatTest {
 *
 *     @Inject StreamEvents events;
 *     @Inject Chat chat;
 *
 *     @Test
 *     void appendsEachToken() {
 *         events.listener().fire(new Token("Hello"));
 *         assertEquals("Hello", chat.getText());
 *     }
 * }
 * }</pre>
 *
 * <p>The observers are checked as in a deployment, with the same numbered messages. There is a session for the test;
 * another active session context, such as that of {@code @ActivateScopes(SessionScoped.class)}, is used in its place.
 *
 * <p>The container calls the extension on one thread, that of the test.
 *
 * @since 0.1
 */
public final class StreamEventsExtension implements Extension {

    private final DeploymentModel model = new DeploymentModel();
    private @Nullable LocalBeans beans;
    private @Nullable LocalRuntime runtime;

    /** For the container. */
    public StreamEventsExtension() {}

    void collectNames(
            @Observes @WithAnnotations({StreamListening.class, StreamConsuming.class}) ProcessAnnotatedType<?> event) {
        model.addNames(event.getAnnotatedType());
    }

    void collectObserver(@Observes ProcessObserverMethod<?, ?> event) {
        model.addObserver(event.getObserverMethod(), event.getAnnotatedMethod());
    }

    void collectBean(@Observes ProcessBean<?> event) {
        model.addBean(event.getBean());
    }

    void collectInjection(@Observes ProcessInjectionPoint<?, ?> event) {
        if (event.getInjectionPoint().getBean() == null) {
            model.addInjectionPoint(event.getInjectionPoint());
        }
    }

    void register(@Observes AfterBeanDiscovery event, BeanManager beanManager) {
        if (hasLibrary(beanManager)) {
            event.addDefinitionError(new DefinitionException("StreamEventsExtension replaces the library, but the"
                    + " extension of the library is active too. Remove it: use the test kit without bean discovery."));
            return;
        }
        LocalBeans added = new LocalBeans(beanManager, model, this::runtime);
        added.addTo(event);
        ProbeObservers observers = new ProbeObservers(beanManager);
        observers.addTo(event, model);
        StreamEvents.addTo(event, added, observers.probe(), this::runtime);
        beans = added;
    }

    private static boolean hasLibrary(BeanManager beanManager) {
        try {
            beanManager.getExtension(DurableStreamsExtension.class);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private LocalRuntime runtime() {
        LocalRuntime known = runtime;
        if (known == null) {
            if (beans == null) {
                throw new IllegalStateException("the container has not started");
            }
            known = beans.newRuntime();
            runtime = known;
        }
        return known;
    }

    void validate(@Observes AfterDeploymentValidation event) {
        model.checkPayloads();
        model.problems().forEach(problem -> event.addDeploymentProblem(new DeploymentException(problem)));
    }

    void stop(@Observes BeforeShutdown event) {
        if (runtime != null) {
            runtime.close();
        }
    }
}

package org.streamlistening.internal.cdi;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;
import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessBeanAttributes;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.servlet.ServletContext;
import java.io.Serializable;
import java.util.List;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.AccessBean;
import org.streamlistening.internal.runtime.StoreBean;
import org.streamlistening.internal.session.RunningApplications;

/**
 * The portable extension: collects what the application declares, reports problems, adds the beans of this library, and
 * starts and stops with the application. The container calls it on one thread.
 */
public class DurableStreamsExtension implements Extension {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final DeploymentModel model = new DeploymentModel();
    private final ThreadContexts threads = new ThreadContexts();
    private final WebApplications applications = new WebApplications(model, threads);
    private final Identifiers identifiers = new Identifiers();
    private final RequestGuard guard = new RequestGuard();
    private final RunningApplications.Application running = new ExtensionApplication(this, applications, guard);

    /**
     * Reads the names of listeners and consumers from all types: those names become beans before the container knows its
     * other beans.
     */
    void collectNames(
            @Observes @WithAnnotations({StreamListening.class, StreamConsuming.class}) ProcessAnnotatedType<?> event) {
        model.addNames(event.getAnnotatedType());
    }

    /** Reports a bean that the container would reject with an error of its own, and without the other problems. */
    void checkPassivation(@Observes ProcessBeanAttributes<?> event) {
        if (event.getBeanAttributes().getScope() == SessionScoped.class
                && event.getAnnotated() instanceof AnnotatedType<?> type
                && model.usesStreams(type.getJavaClass())
                && !Serializable.class.isAssignableFrom(type.getJavaClass())) {
            model.addEarlyProblem(
                    NumberedMessage.NOT_SERIALIZABLE.text(type.getJavaClass().getName()));
        }
    }

    void collectObserver(@Observes ProcessObserverMethod<?, ?> event) {
        model.addObserver(event.getObserverMethod(), event.getAnnotatedMethod());
    }

    void collectBean(@Observes ProcessBean<?> event) {
        model.addBean(event.getBean());
        identifiers.collect(event.getBean());
    }

    /**
     * Collects the injection points of components that are no beans, such as servlets; {@link #collectBean} has the
     * others.
     */
    void collectInjection(@Observes ProcessInjectionPoint<?, ?> event) {
        if (event.getInjectionPoint().getBean() == null) {
            model.addInjectionPoint(event.getInjectionPoint());
            if (model.hasUnknownName(event.getInjectionPoint())) {
                event.configureInjectionPoint().qualifiers(OfUndeclaredName.Literal.INSTANCE);
            }
        }
    }

    void register(@Observes AfterBeanDiscovery event) {
        threads.contexts().forEach(event::addContext);
        LibraryBeans beans = new LibraryBeans(event, identifiers, applications);
        beans.addContexts();
        model.listenerNames().forEach(beans::addListeners);
        beans.addUndeclaredListeners();
        model.consumerNames().forEach(name -> beans.addConsumer(name, this::consumer));
        beans.addDelivering(threads.delivery());
        beans.addSessionMark();
        beans.addClient();
        beans.addAnswers();
        beans.addMetrics();
        new ScopeObservers(applications, guard).addTo(event);
        if (model.endsEarly()) {
            // The container rejects these beans before it validates the deployment: all other problems are reported
            // with them.
            check();
            model.problems().forEach(problem -> event.addDefinitionError(new DefinitionException(problem)));
        }
    }

    private StreamConsumer consumer(String name) {
        return applications.current().consumer(name);
    }

    void validate(@Observes AfterDeploymentValidation event, BeanManager beanManager) {
        check();
        AccessBean.problem(beanManager).ifPresent(model::addProblem);
        StoreBean.problem(beanManager).ifPresent(model::addProblem);
        model.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        List<String> problems = model.problems();
        problems.forEach(problem -> event.addDeploymentProblem(new DeploymentException(problem)));
        if (problems.isEmpty()) {
            applications.validated(beanManager);
        }
    }

    private void check() {
        ConfigurationCheck.run(model);
        model.checkPayloads();
    }

    /** Runs before other observers of the start, because these may use streams. */
    void start(
            @Observes @Priority(LIBRARY_BEFORE) @Initialized(ApplicationScoped.class) Object application,
            BeanManager beanManager) {
        RunningApplications.add(running);
        boolean complete = false;
        try {
            applications.start(beanManager).ifPresent(started -> {
                if (application instanceof ServletContext context) {
                    started.contextKnown(context);
                }
                if (model.isUsed()) {
                    started.sessions();
                }
            });
            complete = true;
        } finally {
            // The container does not stop an application that did not start.
            if (!complete) {
                stop();
            }
        }
    }

    /** Runs after other observers of the start, which may make what the consumers need. */
    void startConsumers(@Observes @Priority(LIBRARY_AFTER) @Initialized(ApplicationScoped.class) Object application) {
        applications.startConsumers();
    }

    /** Runs after other observers of the stop. */
    void stop(@Observes @Priority(LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class) Object application) {
        stop();
    }

    void stop(@Observes BeforeShutdown event) {
        stop();
    }

    private void stop() {
        RunningApplications.remove(running);
        applications.stop();
    }
}

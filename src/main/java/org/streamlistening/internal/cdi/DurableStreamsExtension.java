package org.streamlistening.internal.cdi;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;
import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.CDI;
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
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.ContextLoader;

/**
 * The portable extension: collects what the application wants, refuses what cannot work, adds the beans, starts with the
 * application and stops with it. Called by the container, on one thread while the application starts; {@link #wiring()}
 * and the observers of requests on any thread after that.
 */
public class DurableStreamsExtension implements Extension {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final DeploymentModel model = new DeploymentModel();
    private final BridgedSession bridged = new BridgedSession();
    private final CurrentListener current = new CurrentListener();
    private final WebApplications applications = new WebApplications(model, bridged, current);
    private final Identifiers identifiers = new Identifiers();
    private final RequestGuard guard = new RequestGuard();

    /**
     * Those of the applications that run with this copy of the library: one, unless the server lends the copy to several.
     * Beans of a session that was read from a disk have no other way to their application.
     */
    private static final Set<DurableStreamsExtension> RUNNING = ConcurrentHashMap.newKeySet();

    /**
     * The one of the application of the calling thread.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    static DurableStreamsExtension current() {
        List<DurableStreamsExtension> running = List.copyOf(RUNNING);
        return switch (running.size()) {
            case 0 -> throw WebApplications.notRunning();
            case 1 -> running.get(0);
            // Asked only then: some containers do not know whose the caller is, such as Payara's (WELD-001327).
            default -> CDI.current().getBeanManager().getExtension(DurableStreamsExtension.class);
        };
    }

    /** Of all types, whether they become beans or not: the listeners are beans themselves by then. */
    void collectNames(@Observes @WithAnnotations(StreamListening.class) ProcessAnnotatedType<?> event) {
        model.addNames(event.getAnnotatedType());
    }

    /** What the container would refuse in its own words, and alone. */
    void checkPassivation(@Observes ProcessBeanAttributes<?> event) {
        if (event.getBeanAttributes().getScope() == SessionScoped.class
                && event.getAnnotated() instanceof AnnotatedType<?> type
                && model.usesListener(type.getJavaClass())
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
        identifiers.learn(event.getBean());
    }

    /** Of what is no bean, such as a servlet. Beans are asked themselves: here are also those that are not enabled. */
    void collectInjection(@Observes ProcessInjectionPoint<?, ?> event) {
        if (event.getInjectionPoint().getBean() == null) {
            model.addInjectionPoint(event.getInjectionPoint());
            if (model.hasUnknownName(event.getInjectionPoint())) {
                event.configureInjectionPoint().qualifiers(OfInjectedName.Literal.INSTANCE);
            }
        }
    }

    void register(@Observes AfterBeanDiscovery event) {
        event.addContext(bridged);
        LibraryBeans beans = new LibraryBeans(event, identifiers, applications);
        beans.addContexts();
        model.listenerNames().forEach(name -> {
            beans.addListener(name);
            beans.addListeners(name);
        });
        beans.addThoseOfInjectedNames();
        beans.addDelivering(current);
        beans.addSessionMark();
        beans.addClient();
        if (model.endsEarly()) {
            // The container refuses these beans before it validates the deployment: what else is wrong is told now.
            check();
            model.problems().forEach(problem -> event.addDefinitionError(new DefinitionException(problem)));
        }
    }

    void validate(@Observes AfterDeploymentValidation event, BeanManager beanManager) {
        check();
        AccessBean.mistake(beanManager).ifPresent(model::addProblem);
        model.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        List<String> problems = model.problems();
        problems.forEach(problem -> event.addDeploymentProblem(new DeploymentException(problem)));
        if (problems.isEmpty()) {
            applications.validated(beanManager);
        }
    }

    private void check() {
        checkSettings();
        model.checkPayloads();
    }

    private void checkSettings() {
        Set<String> unusable = new LinkedHashSet<>();
        Set<ClassLoader> served = new HashSet<>();
        model.modules()
                .forEach(module -> ContextLoader.run(module, () -> {
                    Settings settings = new Settings(Configuration.ofApplication());
                    List<String> mistakes = settings.mistakes(model.listenerNames());
                    mistakes.forEach(mistake -> unusable.add(mistake + Configuration.unreadFile()));
                    if (!mistakes.isEmpty() || settings.url().isPresent() || settings.embedded()) {
                        served.add(module);
                    }
                }));
        unusable.forEach(value -> model.addProblem(NumberedMessage.UNUSABLE_VALUE.text(value)));
        if (model.isUsed() && served.isEmpty()) {
            model.addProblem(ServerLocation.none());
        }
    }

    /** First of all who hear that the application starts: others may use streams then. */
    void start(
            @Observes @Priority(LIBRARY_BEFORE) @Initialized(ApplicationScoped.class) Object application,
            BeanManager beanManager) {
        RUNNING.add(this);
        applications.start(beanManager).ifPresent(started -> {
            if (application instanceof ServletContext context) {
                started.learn(context);
            }
            if (model.isUsed()) {
                started.wiring();
            }
        });
    }

    void learnContext(@Observes @Initialized(RequestScoped.class) Object request) {
        guard.run(request, () -> {
            if (request instanceof HttpServletRequest http) {
                applications.of(request).ifPresent(application -> application.requested(http.getServletContext()));
            }
        });
    }

    /** A server may write the session before it tells that the request ends. */
    void noteSession(@Observes @Initialized(RequestScoped.class) Object request) {
        guard.run(request, () -> bridge(request).ifPresent(bridge -> bridge.note(request)));
    }

    /** The session context is still active now; a listener of this session learns of beans that were made late. */
    void refreshSession(@Observes @BeforeDestroyed(RequestScoped.class) Object request) {
        guard.run(request, () -> bridge(request).ifPresent(bridge -> bridge.refresh(request)));
    }

    private Optional<SessionBridge> bridge(Object request) {
        return applications.of(request).flatMap(WebApplication::running).map(StreamRuntime::bridge);
    }

    /** The beans of the session that is active here are destroyed next. */
    void endSession(@Observes @BeforeDestroyed(SessionScoped.class) Object session) {
        guard.run(() -> applications.all().stream()
                .flatMap(application -> application.running().stream())
                .flatMap(running -> running.bridge().key().stream())
                .distinct()
                .forEach(applications::sessionEnded));
    }

    /** This session ends, and its beans are still there. */
    static void sessionEnds(HttpSession session) {
        Set<DurableStreamsExtension> all = Set.copyOf(RUNNING);
        all.forEach(one -> one.guard.run(() -> SessionMark.keyIn(session).ifPresent(one.applications::sessionEnded)));
    }

    /** Last of all who hear that the application stops. */
    void stop(@Observes @Priority(LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class) Object application) {
        stop();
    }

    void stop(@Observes BeforeShutdown event) {
        stop();
    }

    private void stop() {
        RUNNING.remove(this);
        applications.stop();
    }

    /** The request of the calling thread; asked of the container that this extension belongs to. */
    HttpServletRequest request() {
        return applications.request();
    }

    /**
     * That of the application of the calling thread.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    StreamRuntime wiring() {
        return applications.ofThread().wiring();
    }
}

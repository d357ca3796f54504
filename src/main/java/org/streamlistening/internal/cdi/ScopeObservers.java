package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.annotation.Annotation;
import java.util.function.Consumer;

/**
 * The observers of the begin and end of requests and of the end of sessions. They are no observer methods of the
 * extension: Weld calls those one at a time, so that all requests of an application would pass one lock.
 *
 * <p>Any thread: that of the request or session.
 */
final class ScopeObservers {

    private final WebApplications applications;
    private final RequestGuard guard;

    ScopeObservers(WebApplications applications, RequestGuard guard) {
        this.applications = applications;
        this.guard = guard;
    }

    void addTo(AfterBeanDiscovery event) {
        add(event, Initialized.Literal.REQUEST, this::requestBegins);
        add(event, BeforeDestroyed.Literal.REQUEST, this::requestEnds);
        add(event, BeforeDestroyed.Literal.SESSION, session -> sessionEnds());
    }

    private static void add(AfterBeanDiscovery event, Annotation qualifier, Consumer<Object> observer) {
        event.addObserverMethod()
                .beanClass(ScopeObservers.class)
                .observedType(Object.class)
                .addQualifier(qualifier)
                .notifyWith(context -> observer.accept(context.getEvent()));
    }

    private void requestBegins(Object request) {
        guard.run(request, () -> {
            if (request instanceof HttpServletRequest http) {
                applications.of(request).ifPresent(application -> application.requestArrived(http.getServletContext()));
            }
        });
        // At the begin of the request: a server may serialise the session before the event of the request's end.
        guard.run(request, () -> applications.of(request).ifPresent(application -> application.requestBegins(request)));
    }

    private void requestEnds(Object request) {
        guard.run(request, () -> applications.of(request).ifPresent(application -> application.requestEnds(request)));
    }

    /** The container destroys the beans of the active session after this event. */
    private void sessionEnds() {
        guard.run(() -> applications.all().stream()
                .flatMap(application -> application.running().stream())
                .flatMap(sessions -> sessions.bridge().key().stream())
                .distinct()
                .forEach(applications::endSession));
    }
}

package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.Extension;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.RunningApplications;
import org.streamlistening.internal.session.SessionMark;

/** The application of one extension, for objects that the container makes without CDI. For any thread. */
final class ExtensionApplication implements RunningApplications.Application {

    private final Extension extension;
    private final ApplicationEnvironment environment;
    private final WebApplications applications;
    private final RequestGuard guard;

    ExtensionApplication(
            Extension extension, ApplicationEnvironment environment, WebApplications applications, RequestGuard guard) {
        this.extension = extension;
        this.environment = environment;
        this.applications = applications;
        this.guard = guard;
    }

    @Override
    public boolean isCurrent() {
        return environment.current().test(extension);
    }

    @Override
    public ApplicationSessions sessions() {
        return applications.current().sessions();
    }

    @Override
    public HttpServletRequest request() {
        return applications.request();
    }

    @Override
    public void sessionEnds(HttpSession session) {
        guard.run(() -> SessionMark.keyIn(session).ifPresent(applications::endSession));
    }
}

package org.streamlistening.internal.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.session.RunningApplications;

/**
 * Observes the end of a session while its beans still exist: where a session times out, the event of CDI comes after
 * they were destroyed. The servlet container registers and calls it.
 *
 * <p>A servlet container may ignore the lib of an EAR, and Open Liberty does. There the
 * destruction of the first bean of this library ends the listeners and sockets of a session that times out.
 */
public final class SessionEndListener implements ServletContainerInitializer, HttpSessionListener {

    /** For the servlet container. */
    public SessionEndListener() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) {
        context.addListener(this);
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        RunningApplications.sessionEnds(event.getSession());
    }
}

package org.streamlistening.internal.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.session.RunningApplications;

/**
 * Hears that a session ends while its beans are still there. The container's own event comes after they were destroyed
 * where a session times out. Registered by the servlet container, on which threads it is also called.
 *
 * <p>A servlet container need not look into the lib of an EAR, and Open Liberty does not. There a session that times out is
 * noticed by the end of its first bean of this library.
 */
public final class SessionEnds implements ServletContainerInitializer, HttpSessionListener {

    /** For the servlet container. */
    public SessionEnds() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) {
        context.addListener(this);
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        RunningApplications.sessionEnds(event.getSession());
    }
}

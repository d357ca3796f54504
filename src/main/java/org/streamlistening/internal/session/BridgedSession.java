package org.streamlistening.internal.session;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * A second session context, active only on a thread that delivers to a session. It returns the instances of that HTTP
 * session, and creates none. Never active where the container's own session context is, since two active contexts of
 * one scope are an error.
 */
public final class BridgedSession implements Context {

    // One per application, not static: two applications on one server must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable SessionBeans> current = new ThreadLocal<>();

    /** Runs the task with this session on the calling thread. */
    void with(SessionBeans session, Runnable task) {
        current.set(session);
        try {
            task.run();
        } finally {
            current.remove();
        }
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return SessionScoped.class;
    }

    @Override
    public boolean isActive() {
        return current.get() != null;
    }

    @Override
    @SuppressWarnings("unchecked") // what was captured for a contextual is an instance of it
    public <T> @Nullable T get(Contextual<T> contextual) {
        SessionBeans session = current.get();
        if (session == null) {
            throw new ContextNotActiveException("no session is being delivered to on this thread");
        }
        return (T) session.instance(contextual).orElse(null);
    }

    /** @throws IllegalStateException if the session has no instance: making one here would not put it in the session */
    @Override
    public <T> T get(Contextual<T> contextual, @Nullable CreationalContext<T> creationalContext) {
        T instance = get(contextual);
        if (instance == null) {
            throw new IllegalStateException(NumberedMessage.NO_INSTANCE.text(contextual));
        }
        return instance;
    }
}

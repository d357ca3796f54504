package org.streamlistening.internal.testkit;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a test, as a context. On a thread that runs no task of a session, there is either no session, or the
 * default one unless the container has another active one. For any thread.
 */
public final class TestSessionContext implements AlterableContext {

    private final BeanManager beanManager;
    private final @Nullable SessionInstances fallback;

    // One per container, not static: two tests must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable SessionInstances> current = new ThreadLocal<>();

    /** Whether the thread asks the container for another session context. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Boolean> asking = ThreadLocal.withInitial(() -> false);

    private TestSessionContext(BeanManager beanManager, @Nullable SessionInstances fallback) {
        this.beanManager = beanManager;
        this.fallback = fallback;
    }

    /** Active only within {@link #call}. */
    public static TestSessionContext explicit(BeanManager beanManager) {
        return new TestSessionContext(beanManager, null);
    }

    /** Has a default session for threads without one. */
    public static TestSessionContext withDefault(BeanManager beanManager) {
        return new TestSessionContext(beanManager, new SessionInstances());
    }

    /** Runs the task in this session on the calling thread. Null: in none but the default one. */
    public <T> T call(@Nullable SessionInstances session, Supplier<T> task) {
        SessionInstances outer = current.get();
        set(session);
        try {
            return task.get();
        } finally {
            set(outer);
        }
    }

    private void set(@Nullable SessionInstances session) {
        if (session == null) {
            current.remove();
        } else {
            current.set(session);
        }
    }

    /** The session of the calling thread; null if it is one of another context, or none. */
    public @Nullable SessionInstances active() {
        SessionInstances explicit = current.get();
        return explicit != null ? explicit : isAlone() ? fallback : null;
    }

    /** Two active contexts of one scope are an error. */
    private boolean isAlone() {
        if (fallback == null || asking.get()) {
            return false;
        }
        asking.set(true);
        try {
            var unused = beanManager.getContext(SessionScoped.class);
            return false;
        } catch (ContextNotActiveException none) {
            return true;
        } finally {
            asking.remove();
        }
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return SessionScoped.class;
    }

    @Override
    public boolean isActive() {
        return active() != null;
    }

    private SessionInstances required() {
        SessionInstances session = active();
        if (session == null) {
            throw new ContextNotActiveException("the test has no session on this thread");
        }
        return session;
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return required().get(contextual, null);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual, @Nullable CreationalContext<T> creationalContext) {
        return required().get(contextual, creationalContext);
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        required().destroy(contextual);
    }
}

package org.streamlistening.internal.request;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.SafeThrowables;

/**
 * A second request context, active only on a thread that delivers, during one step. It makes instances on demand, so a
 * step whose observers need none costs nothing, and destroys them at the end of the step. Never active where the
 * container's own request context is, since two active contexts of one scope are an error.
 */
public final class BridgedRequest implements AlterableContext {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    // One per application, not static: two applications on one server must not meet.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable RequestBeans> current = new ThreadLocal<>();

    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * Runs steps on the calling thread. If the container's own request context is active there, it is the context of
     * all steps.
     */
    void around(BeanManager beanManager, Runnable steps) {
        // A task that an executor runs on a thread that delivers already must not meet the instances of that delivery.
        RequestBeans outer = current.get();
        RequestBeans beans = new RequestBeans();
        current.set(beans);
        try {
            if (!isOnlyOne(beanManager, beans)) {
                current.remove();
            }
            steps.run();
        } finally {
            if (outer == null) {
                current.remove();
            } else {
                current.set(outer);
            }
        }
    }

    /** Activates this context for a moment: the container rejects a second active one. */
    private static boolean isOnlyOne(BeanManager beanManager, RequestBeans beans) {
        beans.begin();
        try {
            beanManager.getContext(RequestScoped.class);
            return true;
        } catch (IllegalStateException | ContextNotActiveException twoOrStopped) {
            // The container has another active one, or has stopped.
            return false;
        } finally {
            beans.end(e -> {});
        }
    }

    /** Runs one step, within {@link #around}. */
    boolean inRequest(BooleanSupplier step) {
        RequestBeans beans = current.get();
        if (beans == null || beans.isActive()) {
            return step.getAsBoolean();
        }
        beans.begin();
        try {
            return step.getAsBoolean();
        } finally {
            beans.end(this::destructionFailed);
        }
    }

    /** The step itself succeeded: the failure of a destruction does not repeat it. */
    private void destructionFailed(Throwable cause) {
        SafeThrowables.log(
                LOG,
                failed.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "a request-scoped bean of a delivery threw when it was destroyed; further ones are logged at DEBUG",
                cause);
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return RequestScoped.class;
    }

    @Override
    public boolean isActive() {
        RequestBeans beans = current.get();
        return beans != null && beans.isActive();
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return beans().get(contextual);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual, @Nullable CreationalContext<T> creationalContext) {
        RequestBeans beans = beans();
        T instance = beans.get(contextual);
        return instance != null || creationalContext == null ? instance : beans.make(contextual, creationalContext);
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        beans().destroy(contextual);
    }

    private RequestBeans beans() {
        RequestBeans beans = current.get();
        if (beans == null || !beans.isActive()) {
            throw new ContextNotActiveException("no message is being delivered on this thread");
        }
        return beans;
    }
}

package org.streamlistening.internal.session;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.DeliveryContext;

/**
 * The session that a listener delivers to, and the container context of the latest caller of {@code listen}.
 *
 * <p>Written by request threads, read by the delivering thread. Beans, context and principal are one value: each
 * delivery takes those that belong together when it begins.
 */
public final class SessionDeliveryContext implements DeliveryContext {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The caller before the first {@link #calledFrom}, and after the release. */
    private static final CallerContext NONE = new CallerContext(SessionBeans.NONE, Runnable::run, null);

    private final BeanManager beanManager;
    private final SessionBridge bridge;
    private final AtomicReference<CallerContext> caller = new AtomicReference<>(NONE);
    private volatile boolean released;

    public SessionDeliveryContext(BeanManager beanManager, SessionBridge bridge) {
        this.beanManager = beanManager;
        this.bridge = bridge;
    }

    /** A request of the session captured its beans: those that it made are available from now on. */
    public void refresh(SessionBeans latest) {
        caller.updateAndGet(before -> before.with(latest));
        forgetIfReleased();
    }

    /** Deliveries run on behalf of this caller from now on. */
    public void calledFrom(CallerContext latest) {
        caller.updateAndGet(before -> latest.with(before.beans()));
        forgetIfReleased();
    }

    /** The latest caller; null without authentication. */
    @Nullable
    public Principal principal() {
        return caller().principal();
    }

    /** The session ended, or moved to another server. */
    public void forgetBeans() {
        released = true;
        forgetIfReleased();
    }

    /** A capture that was taken before the end of the session may arrive after it. */
    private void forgetIfReleased() {
        if (released) {
            caller.set(NONE);
        }
    }

    private CallerContext caller() {
        return Objects.requireNonNull(caller.get());
    }

    /** Like {@link #around}, in one request context. */
    void aroundRequest(Runnable task) {
        around(() -> inRequest(() -> {
            task.run();
            return true;
        }));
    }

    @Override
    public void around(Runnable task) {
        CallerContext now = caller();
        // Runs on the calling thread, which the delivery executor provides.
        now.context().execute(() -> bridge.with(now.beans(), task));
    }

    @Override
    public void onCallingThread(Runnable task) {
        if (bridge.isActive()) {
            task.run();
        } else {
            aroundRequest(task);
        }
    }

    @Override
    public boolean inRequest(BooleanSupplier step) {
        try (Instance.Handle<RequestContextController> handle = beanManager
                .createInstance()
                .select(RequestContextController.class)
                .getHandle()) {
            RequestContextController request = handle.get();
            boolean activated = request.activate();
            try {
                return step.getAsBoolean();
            } finally {
                if (activated) {
                    deactivate(request);
                }
            }
        }
    }

    /**
     * The application may have stopped during the step, and its contexts with it: that does not make the step a
     * failure.
     */
    private static void deactivate(RequestContextController request) {
        try {
            request.deactivate();
        } catch (ContextNotActiveException stopped) {
            LOG.log(System.Logger.Level.DEBUG, "the application stopped during a delivery", stopped);
        }
    }
}

package org.streamlistening.internal.session;

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

    /** The caller before the first {@link #calledFrom}, and after the release. */
    private static final CallerContext NONE = new CallerContext(SessionBeans.NONE, Runnable::run, null);

    private final SessionBridge bridge;
    private final AtomicReference<CallerContext> caller = new AtomicReference<>(NONE);
    private volatile boolean released;

    public SessionDeliveryContext(SessionBridge bridge) {
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
        return bridge.inRequest(step);
    }
}

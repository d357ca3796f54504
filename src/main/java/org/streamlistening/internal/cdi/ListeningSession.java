package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.delivery.Surroundings;

/**
 * The session that a listener delivers to, and the container context of whoever called {@code listen} last.
 *
 * <p>Written by request threads, read by the delivering thread; each delivery takes what is there when it begins.
 */
final class ListeningSession implements Surroundings {

    private final BeanManager beanManager;
    private final SessionBridge bridge;
    private final AtomicReference<SessionBeans> beans = new AtomicReference<>(SessionBeans.NONE);
    private volatile Executor callerContext = Runnable::run;
    private volatile @Nullable Principal principal;

    ListeningSession(BeanManager beanManager, SessionBridge bridge) {
        this.beanManager = beanManager;
        this.bridge = bridge;
    }

    /** A request of the session looked: beans that it made can be reached from now on. */
    void refresh(SessionBeans latest) {
        beans.accumulateAndGet(latest, SessionBeans::orLater);
    }

    /** What is delivered from now on is delivered on behalf of this caller. */
    void calledFrom(Caller caller) {
        refresh(caller.beans());
        callerContext = caller.context();
        principal = caller.principal();
    }

    /** Who called last; null if that was nobody who has logged in. */
    @Nullable
    Principal principal() {
        return principal;
    }

    /** The session is gone. */
    void release() {
        beans.set(SessionBeans.NONE);
        callerContext = Runnable::run;
        principal = null;
    }

    /** Like {@link #around}, with a request for all of the task. */
    void aroundRequest(Runnable task) {
        around(() -> inRequest(() -> {
            task.run();
            return true;
        }));
    }

    @Override
    public void around(Runnable task) {
        callerContext.execute(() -> bridge.with(Objects.requireNonNull(beans.get()), task));
    }

    @Override
    public void here(Runnable task) {
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
                    request.deactivate();
                }
            }
        }
    }
}

package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.concurrent.Executor;
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
    private volatile SessionBeans beans = SessionBeans.NONE;
    private volatile Executor callerContext = Runnable::run;
    private volatile @Nullable Principal principal;

    ListeningSession(BeanManager beanManager, SessionBridge bridge) {
        this.beanManager = beanManager;
        this.bridge = bridge;
    }

    /** A request of the session ended: beans that it made later can be reached from now on. */
    void refresh(SessionBeans latest) {
        beans = latest;
    }

    /**
     * @param context runs a task on the calling thread, with class loader, JNDI and security of the caller
     * @param caller who has logged in to the request; null if nobody
     */
    void calledFrom(Executor context, @Nullable Principal caller) {
        callerContext = context;
        principal = caller;
    }

    /** Who called last; null if that was nobody who has logged in. */
    @Nullable
    Principal principal() {
        return principal;
    }

    /** The session is gone. */
    void release() {
        beans = SessionBeans.NONE;
        callerContext = Runnable::run;
        principal = null;
    }

    @Override
    public void around(Runnable task) {
        callerContext.execute(() -> bridge.with(beans, () -> inRequest(task)));
    }

    private void inRequest(Runnable task) {
        try (Instance.Handle<RequestContextController> handle = beanManager
                .createInstance()
                .select(RequestContextController.class)
                .getHandle()) {
            RequestContextController request = handle.get();
            boolean activated = request.activate();
            try {
                task.run();
            } finally {
                if (activated) {
                    request.deactivate();
                }
            }
        }
    }
}

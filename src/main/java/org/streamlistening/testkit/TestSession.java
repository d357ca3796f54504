package org.streamlistening.testkit;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.function.Supplier;
import org.streamlistening.internal.testkit.SessionInstances;
import org.streamlistening.internal.testkit.TestSessionContext;

/**
 * An HTTP session of a test, without HTTP: session-scoped beans and listeners belong to it while one of its requests
 * runs. For one request at a time.
 *
 * @since 0.1
 */
public final class TestSession {

    private final TestSessionContext sessions;
    private final BeanManager beanManager;
    private final SessionInstances beans = new SessionInstances();

    TestSession(TestSessionContext sessions, BeanManager beanManager) {
        this.sessions = sessions;
        this.beanManager = beanManager;
    }

    /** Runs this as one request of the session, on the calling thread. */
    public void run(Runnable request) {
        call(() -> {
            request.run();
            return true;
        });
    }

    /** Runs this as one request of the session, on the calling thread, and returns its result. */
    public <T> T call(Supplier<T> request) {
        return sessions.call(beans, () -> {
            RequestContextController context = beanManager
                    .createInstance()
                    .select(RequestContextController.class)
                    .get();
            boolean activated = context.activate();
            try {
                return request.get();
            } finally {
                if (activated) {
                    context.deactivate();
                }
            }
        });
    }

    /** Ends the session, as a log-out or a time-out does: its listeners deliver nothing more. */
    public void end() {
        sessions.call(beans, () -> {
            beanManager.getEvent().select(BeforeDestroyed.Literal.SESSION).fire("the session of the test");
            beans.end();
            beanManager.getEvent().select(Destroyed.Literal.SESSION).fire("the session of the test");
            return true;
        });
    }
}

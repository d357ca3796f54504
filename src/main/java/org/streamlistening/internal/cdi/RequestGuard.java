package org.streamlistening.internal.cdi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.session.SessionMark;

/**
 * Runs the tasks of this library at the begin and end of requests and sessions. A failing task never fails the request:
 * some containers end a request with an error when an observer of its begin or end throws.
 */
final class RequestGuard {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AtomicBoolean failing = new AtomicBoolean();

    /** Runs the task at the begin or end of this request, whose session another request may end. Throws nothing. */
    @SuppressWarnings("CatchingUnchecked") // an Error of the library must not fail the request, either
    void run(Object request, Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (Throwable e) {
            if (request instanceof HttpServletRequest http && !SessionMark.isIn(http)) {
                SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "the session ended during the request", e);
            } else {
                logFailure(e);
            }
        }
    }

    /** Runs the task at the end of a session. Throws nothing. */
    @SuppressWarnings("CatchingUnchecked") // as above
    void run(Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (Throwable e) {
            logFailure(e);
        }
    }

    /** The first of several consecutive failures is a warning; the others are logged at DEBUG. */
    private void logFailure(Throwable cause) {
        SafeThrowables.log(
                LOG,
                failing.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "a task of this library at the begin or end of a request or session failed; the request continues",
                cause);
    }
}

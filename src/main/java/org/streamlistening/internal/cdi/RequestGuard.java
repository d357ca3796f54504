package org.streamlistening.internal.cdi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.session.SessionMark;

/**
 * Runs what this library does at the begin and end of requests and sessions. A failure of it fails no request, also where
 * the container ends a request with an error when an observer of its begin or end throws.
 */
final class RequestGuard {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AtomicBoolean failing = new AtomicBoolean();

    /** Runs the task at the begin or end of this request, whose session another request may end. Throws nothing. */
    @SuppressWarnings("CatchingUnchecked") // an Error of the library is no more the request's than an exception
    void run(Object request, Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (Throwable e) {
            if (request instanceof HttpServletRequest http && !SessionMark.isIn(http)) {
                ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, "the session of a request ended meanwhile", e);
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
        ThrownByApplication.log(
                LOG,
                failing.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "what this library does when a request begins or ends, or a session ends, failed; the request goes on",
                cause);
    }
}

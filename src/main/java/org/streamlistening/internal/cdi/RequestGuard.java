package org.streamlistening.internal.cdi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.internal.listen.ThrownByApplication;
import org.streamlistening.internal.session.SessionMark;

/**
 * What this library does in requests of the application that may have nothing to do with streams: none of them may fail by
 * it, also not where the container ends a request with an error because an observer of its beginning or end threw.
 */
final class RequestGuard {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AtomicBoolean failing = new AtomicBoolean();

    /** At the beginning or the end of this request, whose session another one may end at any time. Nothing is thrown. */
    @SuppressWarnings("CatchingUnchecked") // an Error of the library is no more the request's than an exception
    void run(Object request, Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (Throwable e) {
            if (request instanceof HttpServletRequest http && !SessionMark.isIn(http)) {
                ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, "the session of a request ended meanwhile", e);
            } else {
                tell(e);
            }
        }
    }

    /** At the end of a session. Nothing is thrown. */
    @SuppressWarnings("CatchingUnchecked") // as above
    void run(Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (Throwable e) {
            tell(e);
        }
    }

    /** The first of several failures in a row is a warning; the others are for those who look closer. */
    private void tell(Throwable cause) {
        ThrownByApplication.log(
                LOG,
                failing.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "what this library does when a request begins or ends, or a session ends, failed; the request goes on",
                cause);
    }
}

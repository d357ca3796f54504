package org.streamlistening.internal.session;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session, the request and the configuration of a socket's handshake. Call it on the thread of the handshake's
 * request.
 */
public final class SocketHandshake {

    private SocketHandshake() {}

    /**
     * The owner of the socket that the request of the calling thread opens; empty if the request has no session, a
     * session that the browser does not know yet, or one that has just ended, or if its session context is not active.
     *
     * @param principal the authenticated caller; null if the request has none
     */
    public static Optional<SocketOwner> owner(@Nullable Principal principal) {
        ApplicationSessions application = RunningApplications.current().sessions();
        try {
            return isKnownToBrowser(request().getSession(false))
                    ? Optional.of(make(application, principal))
                    : Optional.empty();
        } catch (ContextNotActiveException noSession) {
            // A handshake that the server does not run as a request: its socket cannot have an owner.
            return Optional.empty();
        } catch (IllegalStateException failed) {
            if (hasValidSession(request())) {
                throw failed;
            }
            // Its session ended during this call.
            return Optional.empty();
        }
    }

    private static SocketOwner make(ApplicationSessions application, @Nullable Principal principal) {
        SessionMark mark = application.bridge().mark();
        SocketOwner owner = new SocketOwner(application, mark.key(), principal);
        application.sockets().add(owner);
        if (mark.isEnded()) {
            // The session may have ended before the owner was added.
            application.sockets().endSession(mark.key());
        }
        return owner;
    }

    private static boolean isKnownToBrowser(@Nullable HttpSession session) {
        return session != null && !session.isNew();
    }

    private static boolean hasValidSession(HttpServletRequest request) {
        try {
            HttpSession session = request.getSession(false);
            return session != null && session.getCreationTime() >= 0;
        } catch (IllegalStateException invalidated) {
            return false;
        }
    }

    /** The request of the calling thread. */
    public static HttpServletRequest request() {
        return RunningApplications.current().request();
    }

    /** The origins whose pages may open sockets, besides the application's own, in lower case. */
    public static Set<String> otherOrigins() {
        return RunningApplications.current().sessions().runtime().settings().socketOrigins();
    }
}

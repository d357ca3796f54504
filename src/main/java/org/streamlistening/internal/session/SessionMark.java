package org.streamlistening.internal.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;

/**
 * The session-scoped bean that identifies an HTTP session: listeners and sockets have its key.
 * A session that never had any of them has no mark. When the session ends, so does this bean. Not compared by identity,
 * since after passivation it is a copy.
 *
 * <p>The key is in an attribute of the HTTP session, too: there it is found without the container's session context,
 * which is that of another session, or of none, when a session times out or is ended from elsewhere.
 */
public class SessionMark implements Serializable {

    private static final long serialVersionUID = 1;

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The attribute of the HTTP session whose value is the key. */
    static final String ATTRIBUTE = SessionMark.class.getName();

    private final String key = UUID.randomUUID().toString();

    private transient volatile boolean ended;

    /** Random, and the same for as long as the session lives. */
    public String key() {
        return key;
    }

    /** Puts the key into the HTTP session. An invalid session has ended. */
    void storeIn(HttpSession session) {
        try {
            if (!key.equals(session.getAttribute(ATTRIBUTE))) {
                session.setAttribute(ATTRIBUTE, key);
            }
        } catch (IllegalStateException invalidated) {
            end();
        }
    }

    /** The key of the mark that this session has; empty if it has none, or is not valid any more. */
    public static Optional<String> keyIn(HttpSession session) {
        try {
            return session.getAttribute(ATTRIBUTE) instanceof String key ? Optional.of(key) : Optional.empty();
        } catch (IllegalStateException invalidated) {
            return Optional.empty();
        }
    }

    /**
     * Whether the session of this request has a mark; false if it has no session, or one that cannot be read. Nothing
     * is thrown: servers have exceptions of their own for a session that is not valid any more, belongs to another
     * user, or cannot be read from where it was kept.
     */
    public static boolean isIn(HttpServletRequest request) {
        try {
            return Optional.ofNullable(request.getSession(false))
                    .flatMap(SessionMark::keyIn)
                    .isPresent();
        } catch (Throwable unusable) {
            LOG.log(System.Logger.Level.TRACE, "the session of a request cannot be read", unusable);
            return false;
        }
    }

    /** The session ended. */
    public void end() {
        ended = true;
    }

    public boolean isEnded() {
        return ended;
    }
}

package org.streamlistening.internal.session.listener;

import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.Any;
import java.util.function.Supplier;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBridge;

/** The listeners that the session of the calling thread has, by name. For any thread. */
public record KeptBeans(SessionBridge bridge) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /**
     * The listener or listeners of this name, made at the first call.
     *
     * @throws IllegalStateException if the thread has no session
     */
    public <T extends KeptInSession> T kept(Class<T> type, String name) {
        Context session = bridge.sessionFor(name);
        return unlessGone(
                type, name, () -> type.cast(bridge.made(session, bridge.bean(type, StreamListening.Literal.of(name)))));
    }

    /** The same for a name that no bean has. */
    public <T extends KeptInSession> T keptByName(Class<T> type, String name) {
        Context session = bridge.sessionFor(name);
        return unlessGone(
                type,
                name,
                () -> ((KeptInSession.ByName)
                                bridge.made(session, bridge.bean(KeptInSession.ByName.class, Any.Literal.INSTANCE)))
                        .kept(type, name));
    }

    /** A session that ended during a request may be unable to keep a bean; the request continues with ended listeners. */
    private static <T extends KeptInSession> T unlessGone(Class<T> type, String name, Supplier<T> kept) {
        try {
            return kept.get();
        } catch (IllegalStateException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the session of this request has ended", gone);
            return make(type, name, "", true);
        }
    }

    /**
     * Makes the listener or listeners of this name.
     *
     * @param home the key of the session's {@link org.streamlistening.internal.session.SessionMark}
     * @param ended whether the session has ended: the listeners of such a session can be read, and follow nothing
     */
    public static <T extends KeptInSession> T make(Class<T> type, String name, String home, boolean ended) {
        T made = type.cast(
                type == KeptInSession.One.class
                        ? new SessionStreamListener(name, name, home)
                        : new SessionStreamListeners(name, home));
        if (ended) {
            made.closeAll().forEach(ListenerBean::end);
        }
        return made;
    }
}

package org.streamlistening.internal.session.listener;

import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.Any;
import java.util.function.Supplier;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBridge;

/** Finds the listeners of the session of the calling thread, by name. For any thread. */
public record InjectedListeners(SessionBridge bridge) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /**
     * The listener or listeners of this name, made at the first call.
     *
     * @throws IllegalStateException if the thread has no session
     */
    public <T extends ListenerHolder> T get(Class<T> type, String name) {
        Context session = bridge.sessionFor(name);
        return orEnded(
                type,
                name,
                () -> type.cast(bridge.getOrCreate(session, bridge.bean(type, StreamListening.Literal.of(name)))));
    }

    /** The same for a name that no bean has. */
    public <T extends ListenerHolder> T getUndeclared(Class<T> type, String name) {
        Context session = bridge.sessionFor(name);
        return orEnded(
                type,
                name,
                () -> ((ListenerHolder.Undeclared) bridge.getOrCreate(
                                session, bridge.bean(ListenerHolder.Undeclared.class, Any.Literal.INSTANCE)))
                        .get(type, name));
    }

    /** A session that ended during a request may reject new beans; the request continues with ended listeners. */
    private static <T extends ListenerHolder> T orEnded(Class<T> type, String name, Supplier<T> holder) {
        try {
            return holder.get();
        } catch (IllegalStateException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the session of this request has ended", gone);
            return make(type, name, "", true);
        }
    }

    /**
     * Makes the listener or listeners of this name.
     *
     * @param markKey the key of the session's {@link org.streamlistening.internal.session.SessionMark}
     * @param ended whether the session has ended: its listeners can be read, and never listen
     */
    public static <T extends ListenerHolder> T make(Class<T> type, String name, String markKey, boolean ended) {
        T made = type.cast(
                type == ListenerHolder.One.class
                        ? new SessionStreamListener(name, name, markKey)
                        : new SessionStreamListeners(name, markKey));
        if (ended) {
            made.seal().forEach(ListenerBean::end);
        }
        return made;
    }
}

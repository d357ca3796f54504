package org.streamlistening.internal.session.listener;

import java.util.Collection;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.internal.session.ListenerBean;

/** A session-scoped bean of this library that has listeners. Its bean types are the interfaces nested here. */
public interface KeptInSession {

    /** The listeners that it has. */
    Collection<? extends ListenerBean> all();

    /**
     * The session ended: no more listeners are opened, and those that exist can still be read.
     *
     * @return the listeners that the caller must end
     */
    Collection<? extends ListenerBean> closeAll();

    /** The listener of a name. The bean that applications inject looks it up in the session of the calling thread. */
    interface One extends StreamListener, KeptInSession {}

    /** The listeners that an application opens under names of their own. */
    interface Several extends StreamListeners, KeptInSession {}

    /** The listeners of names that no bean has: only injection points of components that are no beans have them. */
    interface ByName extends KeptInSession {

        /** Returns the listener or listeners of this name, and makes them at the first call. */
        <T extends KeptInSession> T kept(Class<T> type, String name);
    }
}

package org.streamlistening.internal.session.listener;

import java.util.Collection;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.internal.session.ListenerBean;

/** A session-scoped bean of this library that holds listeners. Its bean types are the nested interfaces. */
public interface ListenerHolder {

    /** Its listeners. */
    Collection<? extends ListenerBean> all();

    /**
     * The session ended: opens no more listeners. Those that exist can still be read.
     *
     * @return the listeners that the caller must end
     */
    Collection<? extends ListenerBean> seal();

    /** The listener of a name. The bean that applications inject finds it in the session of the calling thread. */
    interface One extends StreamListener, ListenerHolder {}

    /** The listeners that an application opens under names of their own. */
    interface Several extends StreamListeners, ListenerHolder {}

    /** The listeners of names that no bean has: only injection points of components that are no beans have them. */
    interface Undeclared extends ListenerHolder {

        /** Returns the listener or listeners of this name, and makes them at the first call. */
        <T extends ListenerHolder> T get(Class<T> type, String name);
    }
}

package org.streamlistening.internal.session;

import java.util.Optional;
import org.streamlistening.StreamListener;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;

/** A listener of a session, as its application sees it. For any thread. */
public interface ListenerBean extends StreamListener, DeliveringSource {

    /**
     * The key of the {@link SessionMark} of its session. Unlike the session key, all listeners of a session share it.
     */
    String markKey();

    /** A request of the session begins: the container may serialise the session from now on. */
    void requestBegins();

    /** A request of the session ends. A listener that was listening before its session was passivated continues. */
    void requestEnds(SessionBeans beans);

    /**
     * The listener was released to another server. The next request on this server attaches it again, from
     * {@code latest}.
     */
    void handedOver(ListenerStateMachine released, ListenerSnapshot latest);

    /**
     * The session ended, or the listener was closed. Nothing is read or delivered from now on, but one observer may
     * still be running.
     *
     * @return the listener whose observer the caller may wait for
     */
    Optional<ListenerStateMachine> end();
}

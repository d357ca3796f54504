package org.streamlistening.internal.session;

/** A connection that belongs to an HTTP session. Called on any thread; returns at once. */
public interface OwnedSocket {

    /** Why the owner ends its connection. */
    enum End {
        SESSION_ENDED,
        APPLICATION_STOPPED
    }

    /** Closes the connection. Called at most once. */
    void end(End why);

    /** Checks whether the peer is still connected. Called every few seconds. */
    void checkPeer();
}

package org.streamlistening.internal.session;

/** A connection that belongs to an HTTP session. Called on any thread; returns at once. */
public interface OwnedSocket {

    /** Why the owner ends its connection. */
    enum End {
        SESSION_ENDED,
        APPLICATION_STOPPED
    }

    /** Close. Not called again. */
    void end(End why);

    /** Called every few seconds: checks whether the peer is still connected. */
    void look();
}

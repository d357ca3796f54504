package org.streamlistening.internal.session;

/** A connection that belongs to an HTTP session. Called on any thread; returns at once. */
public interface OwnedSocket {

    /** Why the owner takes its connection away. */
    enum End {
        SESSION_ENDED,
        APPLICATION_STOPPED
    }

    /** Close. Not called again. */
    void end(End why);

    /** Called every few seconds: time to see whether anybody is still there. */
    void look();
}

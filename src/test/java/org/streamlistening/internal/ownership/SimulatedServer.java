package org.streamlistening.internal.ownership;

/** A server of a test, which can receive a session. */
abstract class SimulatedServer {

    static final String KEY = "the key of the session";

    /** Its copy of the listener; over until the session arrives. */
    ListenerCopy copy = new ListenerCopy();

    SimulatedServer() {
        copy.over = true;
    }

    abstract Handover handover();

    /** Creates a session on this server. */
    ListenerCopy createSession() {
        copy = new ListenerCopy();
        copy.delivers = true;
        handover().own(KEY, copy);
        return copy;
    }

    /** A request of the session arrives at this server, with any copy of the session. */
    ListenerCopy request() {
        if (copy.over) {
            copy = new ListenerCopy();
            handover().claim(KEY, copy);
        }
        return copy;
    }
}

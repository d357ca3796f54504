package org.streamlistening.internal.ownership;

/** A server of a test, to which a session may come. */
abstract class SimulatedServer {

    static final String KEY = "the key of the session";

    /** What it has of the session; over until the session comes. */
    ListenerCopy copy = new ListenerCopy();

    SimulatedServer() {
        copy.over = true;
    }

    abstract Handover handover();

    /** A session that begins here. */
    ListenerCopy makes() {
        copy = new ListenerCopy();
        copy.delivers = true;
        handover().own(KEY, copy);
        return copy;
    }

    /** A request of the session comes to this server, with whatever copy of it. */
    ListenerCopy request() {
        if (copy.over) {
            copy = new ListenerCopy();
            handover().claim(KEY, copy);
        }
        return copy;
    }
}

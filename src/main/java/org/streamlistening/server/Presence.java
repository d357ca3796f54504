package org.streamlistening.server;

/** Whether a stream is there. */
enum Presence {
    THERE,
    /** Deleted, and there for its forks only. */
    HIDDEN,
    /** Deleted, with its bytes. */
    DROPPED
}

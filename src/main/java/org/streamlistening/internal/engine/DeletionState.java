package org.streamlistening.internal.engine;

/** Whether a stream is there. */
enum DeletionState {
    THERE,
    /** Deleted, and there for its forks only. */
    HIDDEN,
    /** Deleted, with its bytes. */
    DROPPED
}

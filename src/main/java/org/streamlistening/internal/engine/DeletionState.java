package org.streamlistening.internal.engine;

/** Whether a stream exists. */
enum DeletionState {
    THERE,
    /** Deleted, and kept for its forks only. */
    HIDDEN,
    /** Deleted, including its bytes. */
    DROPPED
}

package org.streamlistening.internal.engine;

/** Whether a stream is deleted. */
enum DeletionState {
    PRESENT,
    /** Deleted, and kept for its forks only. */
    HIDDEN,
    /** Deleted, including its bytes. */
    DROPPED
}

package org.streamlistening.internal.delivery;

/**
 * What has to be around an observer on a background thread: the session of its listener, a request context, and the
 * container context of whoever called {@code listen}.
 */
@FunctionalInterface
public interface Surroundings {

    /** Runs the task on the calling thread with all that active, and takes it away again. */
    void around(Runnable task);
}

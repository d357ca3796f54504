package org.streamlistening.internal.threads;

/** An event that a caller can await without a thread. */
@FunctionalInterface
public interface Awaitable {

    /**
     * Registers a callback for the event.
     *
     * @param then runs once after the event, or after this was closed; on any thread, which it must not block
     * @return false if the event has happened already, or if only a blocked thread can await it; the callback does not
     *     run then
     */
    boolean whenReady(Runnable then);
}

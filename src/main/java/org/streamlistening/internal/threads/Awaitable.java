package org.streamlistening.internal.threads;

/** What can be waited for without a thread. */
@FunctionalInterface
public interface Awaitable {

    /**
     * Waits without a thread, if there is something to wait for.
     *
     * @param then runs once when the wait is over, also by closing: on any thread, which it must not block
     * @return false if there is nothing to wait for, or if it has to be waited for with a thread; nothing is run then
     */
    boolean await(Runnable then);
}

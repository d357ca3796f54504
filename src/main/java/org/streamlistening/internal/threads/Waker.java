package org.streamlistening.internal.threads;

import java.util.Collection;

/** Notifies waiting readers of new content, without delaying the caller. */
public interface Waker {

    /** Calls each waiter once, on another thread. A waiter that throws does not keep the others from being called. */
    void wake(Collection<Runnable> waiters);
}

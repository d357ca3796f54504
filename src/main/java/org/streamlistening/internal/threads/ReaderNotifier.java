package org.streamlistening.internal.threads;

import java.util.Collection;

/** Tells waiting readers that there is something for them, without keeping the one who says so. */
public interface ReaderNotifier {

    /** Calls each of them once, soon, on another thread. If one fails, the others are called all the same. */
    void wake(Collection<Runnable> waiters);
}

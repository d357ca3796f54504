package org.streamlistening.server;

import java.util.LinkedHashSet;
import java.util.Set;

/** Who waits for a stream. Guarded by the stream. */
final class Waiters {

    private final Waking waking;
    private Set<Runnable> waiting = new LinkedHashSet<>();

    Waiters(Waking waking) {
        this.waking = waking;
    }

    void add(Runnable waiter) {
        waiting.add(waiter);
    }

    /** @return whether it was waiting */
    boolean remove(Runnable waiter) {
        return waiting.remove(waiter);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Calls all of them, on another thread; who still wants to wait then comes back. */
    void wakeAll() {
        if (!waiting.isEmpty()) {
            waking.wake(waiting);
            waiting = new LinkedHashSet<>();
        }
    }
}

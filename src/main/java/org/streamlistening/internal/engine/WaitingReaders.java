package org.streamlistening.internal.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import org.streamlistening.internal.threads.ReaderNotifier;

/** Who waits for a stream. Guarded by the stream. */
final class WaitingReaders {

    private final ReaderNotifier notifier;
    private static final System.Logger LOG = System.getLogger(WaitingReaders.class.getName());

    private Set<Runnable> waiting = new LinkedHashSet<>();
    /** Whether waking failed. */
    private boolean left;

    WaitingReaders(ReaderNotifier notifier) {
        this.notifier = notifier;
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
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Set<Runnable> next = new LinkedHashSet<>();
            notifier.wake(waiting);
            waiting = next;
            left = false;
        } catch (RuntimeException | Error failure) {
            // No memory, or no thread: what happened is kept all the same, and they are woken a little later.
            left = true;
            LOG.log(System.Logger.Level.DEBUG, "waiting readers are woken later", failure);
        }
    }

    /** Calls those that could not be called. */
    void wakeThoseLeft() {
        if (left) {
            wakeAll();
        }
    }
}

package org.streamlistening.internal.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import org.streamlistening.internal.threads.Waker;

/** The readers that wait for a stream. Guarded by the lock of the stream. */
public final class WaitingReaders {

    private final Waker notifier;
    private static final System.Logger LOG = System.getLogger(WaitingReaders.class.getName());

    private Set<Runnable> waiting = new LinkedHashSet<>();
    /** Whether the last notification failed. */
    private boolean left;

    public WaitingReaders(Waker notifier) {
        this.notifier = notifier;
    }

    public void add(Runnable waiter) {
        waiting.add(waiter);
    }

    /** @return whether the reader was waiting */
    public boolean remove(Runnable waiter) {
        return waiting.remove(waiter);
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Notifies all of them on another thread. A reader that still waits registers again. */
    public void wakeAll() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Set<Runnable> next = new LinkedHashSet<>();
            notifier.wake(waiting);
            waiting = next;
            left = false;
        } catch (RuntimeException | Error failure) {
            // Without memory or a thread: the change is durable, and the readers are notified later.
            left = true;
            LOG.log(System.Logger.Level.DEBUG, "waiting readers are notified later", failure);
        }
    }

    /** Notifies readers whose notification failed. */
    public void wakeThoseLeft() {
        if (left) {
            wakeAll();
        }
    }
}

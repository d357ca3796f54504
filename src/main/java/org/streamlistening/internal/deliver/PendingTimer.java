package org.streamlistening.internal.deliver;

import java.time.Duration;
import org.streamlistening.internal.threads.Timer;

/** Runs a task once after a delay, however often that is requested meanwhile. Thread-safe. */
final class PendingTimer {

    private final Timer timer;
    private final Duration delay;
    private final Runnable task;

    /** Whether the timer has accepted a run that has not begun. Guarded by this. */
    private boolean pending;

    PendingTimer(Timer timer, Duration delay, Runnable task) {
        this.timer = timer;
        this.delay = delay;
        this.task = task;
    }

    /**
     * Requests a run. Throws if the timer rejects it.
     *
     * @return false if a run was pending already
     */
    synchronized boolean request() {
        if (pending) {
            return false;
        }
        timer.after(delay, this::run);
        pending = true;
        return true;
    }

    synchronized boolean isPending() {
        return pending;
    }

    private void run() {
        synchronized (this) {
            pending = false;
        }
        task.run();
    }
}

package org.streamlistening.internal.threads;

import java.time.Duration;

/** Runs tasks after a delay. Tests hand in a clock that they move by hand. */
@FunctionalInterface
public interface Timer {

    /**
     * Runs the task once after the delay, on a thread that must not be blocked.
     *
     * @return cancels the task if it has not begun
     */
    Runnable after(Duration delay, Runnable task);
}

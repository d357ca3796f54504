package org.streamlistening.internal.listen;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to tell the observers of one listener: one thread at a time has it. An observer that calls its listener has
 * it already.
 */
final class Turn {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final long MAX_WAIT_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private @Nullable Runnable afterwards;

    /** Takes the turn for one step, and then for what the observers asked for meanwhile. */
    boolean take(BooleanSupplier step) {
        lock.lock();
        try {
            return step.getAsBoolean();
        } finally {
            end();
        }
    }

    /**
     * Does the task when the observer that is under way has returned. If it does not return in time, or the caller is
     * interrupted, the task is done all the same: the caller must not hang because an observer does.
     */
    void await(String listener, Runnable task) {
        boolean taken = tryTake(listener);
        try {
            task.run();
        } finally {
            if (taken) {
                end();
            }
        }
    }

    /** Does the task if no observer is under way, else not at all. */
    void ifFree(Runnable task) {
        if (lock.tryLock()) {
            try {
                task.run();
            } finally {
                end();
            }
        }
    }

    /** Does the task now, or as soon as the observer that is calling has returned. */
    void afterObserver(Runnable task) {
        if (lock.getHoldCount() > 1) {
            afterwards = task;
        } else {
            task.run();
        }
    }

    private boolean tryTake(String listener) {
        try {
            if (lock.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "DS-020: an observer of listener ''{0}'' did not return within {1} s, so that one event may still"
                            + " arrive after this call. Does the caller hold a lock that the observer waits for?",
                    listener,
                    MAX_WAIT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void end() {
        Runnable asked = lock.getHoldCount() == 1 ? afterwards : null;
        try {
            if (asked != null) {
                afterwards = null;
                asked.run();
            }
        } finally {
            lock.unlock();
        }
    }
}

package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The right to tell the observers of one listener: one thread at a time has it. An observer that calls its listener has
 * it already.
 */
final class Turn {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long a caller waits for an observer of its listener. */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();

    /** What is to be done before the next observer is told; added by any thread, done by the one that has the lock. */
    private final Queue<Runnable> afterwards = new ConcurrentLinkedQueue<>();

    /** Takes the turn for one step, and then for what was asked for meanwhile. */
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
     * interrupted while it waits, the task is done all the same: the caller must not hang because an observer does.
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

    /**
     * Does the task with the turn, but not while an observer is under way, be it the one that is calling: now, or on the
     * thread that gives the turn back. Never waits.
     */
    void whenFree(Runnable task) {
        afterwards.add(task);
        if (lock.tryLock()) {
            end();
        }
    }

    private boolean tryTake(String listener) {
        // Untimed first: a timed try fails in an interrupted thread even where the lock is free or its own.
        if (lock.tryLock()) {
            return true;
        }
        try {
            if (lock.tryLock(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "DS-020: an observer of listener ''{0}'' did not return within {1} s, so that one event may still"
                            + " arrive after this call. Does the caller hold a lock that the observer waits for?",
                    listener,
                    MAX_WAIT.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void end() {
        boolean again = true;
        while (again) {
            boolean last = lock.getHoldCount() == 1;
            try {
                if (last) {
                    doAfterwards();
                }
            } finally {
                lock.unlock();
            }
            // A task that was added after the last look, by a thread that did not get the lock.
            again = last && !afterwards.isEmpty() && lock.tryLock();
        }
    }

    private void doAfterwards() {
        for (Runnable task = afterwards.poll(); task != null; task = afterwards.poll()) {
            task.run();
        }
    }
}

package org.streamlistening.internal.listen.delivery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to notify the observers of one listener: one thread at a time holds it. Reentrant: an observer that calls
 * its listener holds it already.
 *
 * <p>This is a lock, not a serial executor: callers run their step on their own thread, and wait for an observer on
 * another one. Only tasks that must not wait are queued, see {@link #runWhenFree}.
 */
public final class DeliveryLock {

    /** The longest wait of a caller for an observer of its listener. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** The most waiting threads that are checked for a deadlock. A longer cycle ends by {@link #MAX_WAIT}. */
    private static final int MAX_CYCLE = 100;

    /** The lock that the calling thread acquired last, of those that it holds: see {@link #outer}. */
    private static final ThreadLocal<@Nullable DeliveryLock> HELD = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Tasks for the time before the next observer; any thread adds them, and the thread that holds the lock runs them.
     */
    private final PendingTasks pending = new PendingTasks();

    /** The lock that the holding thread acquired before this one. Guarded by the lock. */
    private @Nullable DeliveryLock outer;

    /** The lock that the holding thread waits for; written by that thread. */
    private volatile @Nullable DeliveryLock awaited;

    /** Runs one step under the lock, and then the tasks that were queued meanwhile. */
    public boolean run(BooleanSupplier step) {
        lock.lock();
        begin();
        try {
            return step.getAsBoolean();
        } finally {
            end();
        }
    }

    /**
     * Runs the task when the running observer has returned.
     *
     * <p>After {@link #MAX_WAIT}, or an interrupt, the task runs without the lock, since a caller must not hang with an
     * observer. The caller does not wait for an observer that waits for the caller in turn.
     *
     * @param listener the subject of a sentence, with its stream
     */
    public void await(String listener, Runnable task) {
        boolean acquired = tryAcquire(MAX_WAIT, () -> ObserverWarning.afterCall(listener, MAX_WAIT));
        try {
            task.run();
        } finally {
            if (acquired) {
                end();
            }
        }
    }

    /**
     * Waits, at the end of the session, until the running observer has returned.
     *
     * @param listener the subject of a sentence, with its stream
     * @param atMost the longest wait
     * @param patience the longest wait for all observers of the session, for the warning
     */
    public void awaitObserver(String listener, Duration atMost, Duration patience) {
        if (tryAcquire(atMost, () -> ObserverWarning.afterEndOfSession(listener, patience))) {
            end();
        }
    }

    /** Runs the task if no observer runs, else drops it. */
    public void runIfFree(Runnable task) {
        if (lock.tryLock()) {
            begin();
            try {
                task.run();
            } finally {
                end();
            }
        }
    }

    /**
     * Runs the task under the lock while no observer runs, not even the calling one: now, or on the thread
     * that releases the lock. Never waits.
     */
    public void runWhenFree(Runnable task) {
        pending.add(task);
        if (lock.tryLock()) {
            begin();
            end();
        }
    }

    private boolean tryAcquire(Duration atMost, Runnable warning) {
        markWaitingFor(this);
        try {
            // Untimed first: a timed attempt fails in an interrupted thread even if the lock is free or its own.
            if (lock.tryLock() || (!isDeadlock() && lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS))) {
                begin();
                return true;
            }
            if (!isDeadlock()) {
                warning.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            markWaitingFor(null);
        }
        return false;
    }

    /** Publishes, on each lock that the calling thread holds, the lock that it waits for. */
    private static void markWaitingFor(@Nullable DeliveryLock wanted) {
        for (DeliveryLock held = HELD.get(); held != null; held = held.outer) {
            held.awaited = wanted;
        }
    }

    /**
     * Whether the thread that holds this lock waits, directly or through others, for the calling thread. Each thread
     * publishes its wait before it checks, so the last thread of a cycle sees the cycle.
     */
    private boolean isDeadlock() {
        DeliveryLock next = this;
        for (int i = 0; i < MAX_CYCLE && next != null; i++) {
            if (next.lock.isHeldByCurrentThread()) {
                return true;
            }
            next = next.awaited;
        }
        return false;
    }

    private void begin() {
        if (lock.getHoldCount() == 1) {
            outer = HELD.get();
            HELD.set(this);
        }
    }

    private void end() {
        boolean again = true;
        while (again) {
            boolean last = lock.getHoldCount() == 1;
            try {
                if (last) {
                    runPending();
                }
            } finally {
                if (last) {
                    restoreOuter();
                }
                lock.unlock();
            }
            // A thread that did not get the lock may have added a task after the last look.
            again = last && !pending.isEmpty() && lock.tryLock();
            if (again) {
                begin();
            }
        }
    }

    private void runPending() {
        for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
            task.run();
        }
    }

    private void restoreOuter() {
        // Null rather than removed: this runs for each message, and an entry without a value keeps no object alive.
        HELD.set(outer);
        outer = null;
    }
}

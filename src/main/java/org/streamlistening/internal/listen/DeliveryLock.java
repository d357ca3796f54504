package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The right to tell the observers of one listener: one thread at a time has it. An observer that calls its listener has
 * it already.
 */
final class DeliveryLock {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long a caller waits for an observer of its listener. */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** How many waiting threads are looked at for a circle. A longer one ends by {@link #MAX_WAIT}. */
    private static final int MAX_CIRCLE = 100;

    /** The turn that the calling thread took last, of those it has: see {@link #outer}. */
    private static final ThreadLocal<@Nullable DeliveryLock> HELD = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** What is to be done before the next observer is told; added by any thread, done by the one that has the lock. */
    private final Queue<Runnable> afterwards = new ConcurrentLinkedQueue<>();

    /** The turn that the thread which has this one took before it. Guarded by the lock. */
    private @Nullable DeliveryLock outer;

    /** What the thread that has this turn waits for, written by that thread. */
    private volatile @Nullable DeliveryLock awaited;

    /** Takes the turn for one step, and then for what was asked for meanwhile. */
    boolean take(BooleanSupplier step) {
        lock.lock();
        begin();
        try {
            return step.getAsBoolean();
        } finally {
            end();
        }
    }

    /**
     * Does the task when the observer that is under way has returned.
     *
     * <p>If it does not return in time, or the caller is
     * interrupted while it waits, the task is done all the same: the caller must not hang because an observer does. That
     * observer is not awaited at all if it waits for the calling one in turn.
     *
     * @param listener as the subject of a sentence, with its stream
     */
    void await(String listener, Runnable task) {
        boolean taken = tryTake(MAX_WAIT, () -> warnCaller(listener));
        try {
            task.run();
        } finally {
            if (taken) {
                end();
            }
        }
    }

    /**
     * The session ended: waits until the observer that is under way has returned.
     *
     * @param listener as the subject of a sentence, with its stream
     * @param atMost how long it waits
     * @param patience how long the end of the session waits for all its observers, for the warning
     */
    void awaitObserver(String listener, Duration atMost, Duration patience) {
        if (tryTake(atMost, () -> warnOfEnd(listener, patience))) {
            end();
        }
    }

    /** Does the task if no observer is under way, else not at all. */
    void ifFree(Runnable task) {
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
     * Does the task with the turn, but not while an observer is under way, be it the one that is calling: now, or on the
     * thread that gives the turn back. Never waits.
     */
    void whenFree(Runnable task) {
        afterwards.add(task);
        if (lock.tryLock()) {
            begin();
            end();
        }
    }

    private boolean tryTake(Duration atMost, Runnable warning) {
        waitFor(this);
        try {
            // Untimed first: a timed try fails in an interrupted thread even where the lock is free or its own.
            if (lock.tryLock() || (!isCircle() && lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS))) {
                begin();
                return true;
            }
            if (!isCircle()) {
                warning.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waitFor(null);
        }
        return false;
    }

    private static void warnCaller(String listener) {
        LOG.log(
                System.Logger.Level.WARNING,
                NumberedMessage.OBSERVER_UNDER_WAY.text(
                        "an observer of " + listener + " did not return within " + TimeText.of(MAX_WAIT)
                                + ", so one event may still arrive after this call",
                        "look whether the caller holds a lock that the observer waits for"));
    }

    private static void warnOfEnd(String listener, Duration patience) {
        LOG.log(
                System.Logger.Level.WARNING,
                NumberedMessage.OBSERVER_UNDER_WAY.text(
                        "the session ended, and an observer of " + listener + " did not return within "
                                + TimeText.of(patience),
                        "it is still under way while the beans of the session are destroyed"));
    }

    /** Tells the threads that want a turn of the calling one what that waits for. */
    private static void waitFor(@Nullable DeliveryLock wanted) {
        for (DeliveryLock held = HELD.get(); held != null; held = held.outer) {
            held.awaited = wanted;
        }
    }

    /**
     * Whether the observer that is under way here waits, maybe by way of others, for the one that is calling. Of the
     * threads of a circle the last one to wait sees it, since each says so before it looks.
     */
    private boolean isCircle() {
        DeliveryLock deliveryLock = this;
        for (int i = 0; i < MAX_CIRCLE && deliveryLock != null; i++) {
            if (deliveryLock.lock.isHeldByCurrentThread()) {
                return true;
            }
            deliveryLock = deliveryLock.awaited;
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
                    doAfterwards();
                }
            } finally {
                if (last) {
                    leave();
                }
                lock.unlock();
            }
            // A task that was added after the last look, by a thread that did not get the lock.
            again = last && !afterwards.isEmpty() && lock.tryLock();
            if (again) {
                begin();
            }
        }
    }

    private void doAfterwards() {
        for (Runnable task = afterwards.poll(); task != null; task = afterwards.poll()) {
            task.run();
        }
    }

    private void leave() {
        if (outer == null) {
            HELD.remove();
        } else {
            HELD.set(outer);
        }
        outer = null;
    }
}

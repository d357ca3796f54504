package org.streamlistening.internal.listen;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.delivery.DeliveryLock;
import org.streamlistening.internal.tail.BatchSource;
import org.streamlistening.internal.tail.Tails;

/**
 * The subscription with which a listener reads now. There is one at a time, and its generation never decreases.
 * Thread-safe.
 */
final class ActiveSubscription {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ListenerCore core;
    private final Tails tails;
    private final AtomicReference<@Nullable Subscription> current = new AtomicReference<>();

    /** Another server may still deliver to a copy of the session: the listener does not read. */
    private volatile boolean blocked;

    /** An older copy of the listener may still notify an observer: the listener does not read. */
    private volatile boolean awaitsOlder;

    /** The session ended or moved to another server: the listener reads no more. */
    private volatile boolean ended;

    ActiveSubscription(ListenerCore core, Tails tails) {
        this.core = core;
        this.tails = tails;
    }

    void block() {
        blocked = true;
    }

    /** Allows reading: a {@code listen} during the block takes effect now. */
    void unblock() {
        blocked = false;
        core.lock().runWhenFree(this::beginIfListening);
    }

    /** Forbids reading until {@link #beginAfter}. */
    void awaitOlder() {
        awaitsOlder = true;
    }

    /**
     * Allows reading when the older copy notifies no observer, and after {@link DeliveryLock#MAX_WAIT} at the latest.
     */
    void beginAfter(DeliveryLock older) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable begin = () -> {
            if (begun.compareAndSet(false, true)) {
                awaitsOlder = false;
                core.lock().runWhenFree(this::beginIfListening);
            }
        };
        Runnable cancel = timeout(begin);
        older.runWhenFree(() -> {
            cancel.run();
            begin.run();
        });
    }

    /** Without a timer, the observer of the copy alone decides. */
    private Runnable timeout(Runnable begin) {
        try {
            return core.after(DeliveryLock.MAX_WAIT, begin);
        } catch (RuntimeException | Error noTimer) {
            LOG.log(System.Logger.Level.DEBUG, "the wait for an observer has no limit now", noTimer);
            return () -> {};
        }
    }

    private void beginIfListening() {
        ListenerState now = core.state();
        if (now.status().isListening()) {
            beginOnce(now.generation());
        }
    }

    /** Forbids all later subscriptions. */
    void endForGood() {
        ended = true;
    }

    /** Begins this generation unless it has begun. Runs under the delivery lock, so that one caller begins it. */
    void beginOnce(long generation) {
        Subscription active = current.get();
        if (!blocked && !awaitsOlder && !ended && (active == null || active.generation() < generation)) {
            begin(generation, FailureHistory.NONE);
        }
    }

    /** Subscribes from the current position of this generation. */
    private void begin(long generation, FailureHistory history) {
        ListenerState now = core.state();
        StreamKey key = now.key();
        if (now.generation() != generation || key == null) {
            return;
        }
        Subscription next = subscription(now, key, history);
        Subscription older =
                current.getAndUpdate(active -> active == null || active.generation() <= generation ? next : active);
        if (older != null && older.generation() <= generation) {
            older.end();
        }
        // The generation may have ended before its subscription could be ended with it.
        if (!next.isCurrent()) {
            next.end();
        }
        next.requestNext();
    }

    private Subscription subscription(ListenerState begin, StreamKey key, FailureHistory history) {
        BatchSource source = tails.source(key, begin.progress().delivered());
        try {
            nameStart(key.streamId(), begin.progress(), source.position());
            return new Subscription(
                    core,
                    begin,
                    key.streamId(),
                    source,
                    tails.failures(),
                    tails.deliveries(),
                    history,
                    more -> begin(begin.generation(), more));
        } catch (Throwable e) {
            // The source may have joined a read already, which would never end.
            source.close();
            throw e;
        }
    }

    /** The offset "now" means another position later, so a listener whose start is known goes on from there. */
    private void nameStart(String streamId, DeliveryProgress progress, StreamPosition start) {
        if (!start.equals(progress.delivered())) {
            core.move(streamId, progress, DeliveryProgress.at(start));
        }
    }

    void end() {
        endBefore(Long.MAX_VALUE);
    }

    /**
     * Ends the subscription of an earlier generation than this one. A later call of the listener may have begun a later
     * one, which goes on.
     */
    void endBefore(long generation) {
        Subscription last =
                current.getAndUpdate(active -> active != null && active.generation() < generation ? null : active);
        if (last != null && last.generation() < generation) {
            last.end();
        }
    }
}

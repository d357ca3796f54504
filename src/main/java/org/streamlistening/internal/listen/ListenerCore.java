package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryLock;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.threads.Timer;

/**
 * Shared by a listener and its subscriptions: the name, the state, the delivery lock, the timer and the channel to the
 * observers. Thread-safe.
 */
final class ListenerCore {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String name;
    private final String sessionKey;
    private final AtomicReference<ListenerState> state;
    private final Timer timer;
    private final ListenerLimits limits;
    private final DeliveryChannel channel;
    private final DeadLetters letters;
    private final DeliveryLock lock = new DeliveryLock();

    /** The message or batch whose observers are notified now; null between two of them. Set by the delivering thread. */
    private volatile @Nullable DeliveryToken delivering;

    /** Set by the delivering thread. */
    private volatile boolean upToDate;

    ListenerCore(
            String name,
            String sessionKey,
            ListenerState state,
            Timer timer,
            ListenerLimits limits,
            DeliveryChannel channel,
            DeadLetters letters) {
        this.name = name;
        this.sessionKey = sessionKey;
        this.state = new AtomicReference<>(state);
        this.timer = timer;
        this.limits = limits;
        this.channel = channel;
        this.letters = letters;
    }

    String name() {
        return name;
    }

    String sessionKey() {
        return sessionKey;
    }

    DeadLetters letters() {
        return letters;
    }

    DeliveryLock lock() {
        return lock;
    }

    ListenerState state() {
        return Objects.requireNonNull(state.get());
    }

    Offset offset() {
        return state().progress().delivered().offset();
    }

    /**
     * The position behind the current message or batch. Between two of them, and in a generation that an observer of it
     * began, the position at which reading goes on.
     */
    StreamPosition deliveringPosition() {
        DeliveryToken token = delivering;
        StreamPosition behind = token == null || !token.isCurrent() ? null : token.behind();
        return behind == null ? state().progress().delivered() : behind;
    }

    /** Whether the last batch that was delivered was the end of the stream, and none has come since. */
    boolean isUpToDate() {
        return upToDate;
    }

    void setUpToDate(boolean isUpToDate) {
        upToDate = isUpToDate;
    }

    /** @param token of the message or batch whose observers are notified from now on; null: of none */
    void setDelivering(@Nullable DeliveryToken token) {
        delivering = token;
    }

    boolean isCurrent(long generation) {
        return state().generation() == generation;
    }

    /** @return the state before the change */
    ListenerState update(UnaryOperator<ListenerState> change) {
        return Objects.requireNonNull(state.getAndUpdate(change));
    }

    /** Replaces exactly this state; false if another thread replaced it first. */
    boolean replace(ListenerState expected, ListenerState next) {
        return state.compareAndSet(expected, next);
    }

    /** Moves the offset: all observers of a message returned. */
    void move(String streamId, DeliveryProgress from, DeliveryProgress to) {
        update(before -> before.moved(streamId, from, to));
    }

    /**
     * Changes the status in this generation unless the status is final.
     *
     * @param notify notifies the observers of a change
     * @return the result of {@code notify}, or true if the status did not change
     */
    boolean changeStatus(
            long generation,
            UnaryOperator<StreamStatus> wanted,
            @Nullable Throwable cause,
            Predicate<StreamStatusChanged> notify) {
        UnaryOperator<StreamStatus> change = status -> status.isListening() ? wanted.apply(status) : status;
        ListenerState before =
                update(now -> now.generation() == generation ? now.with(change.apply(now.status())) : now);
        StreamStatus after = change.apply(before.status());
        if (before.generation() != generation || before.status() == after) {
            return true;
        }
        return notify.test(statusChanged(before.status(), after, before, cause));
    }

    /** Notifies the observers on the calling thread of the change between two states. */
    void notifyStatus(ListenerState before, ListenerState after) {
        if (before.status() != after.status()) {
            ListenerState about = after.key() == null ? before : after;
            channel.notifyNow(statusChanged(before.status(), after.status(), about, null));
        }
    }

    private StreamStatusChanged statusChanged(
            StreamStatus previous, StreamStatus status, ListenerState about, @Nullable Throwable cause) {
        StreamKey key = about.key();
        String id = key == null ? "" : key.streamId();
        Offset offset = about.progress().delivered().offset();
        return new StreamStatusChanged(name, sessionKey, id, offset, previous, status, cause);
    }

    /** The listener, or the consumer that it belongs to, as the subject of a sentence. */
    String subject() {
        return FailureLog.named(sessionKey, name);
    }

    /** As {@link #subject()}, with its stream. */
    String described(ListenerState about) {
        StreamKey key = about.key();
        return subject() + (key == null ? "" : " of stream '" + key.streamId() + "'");
    }

    /**
     * Delivers a task. A lost task would end the listener silently, so one that the channel rejects is delivered later.
     */
    void deliver(DeliveryTask task) {
        try {
            channel.deliver(task);
        } catch (Throwable e) {
            retryLater(1, () -> channel.deliver(task), e);
        }
    }

    /** As {@link #deliver}, for an event that a later event replaces: dropped if the channel rejects it. */
    void deliverOrDrop(DeliveryTask task) {
        try {
            channel.deliver(task);
        } catch (Throwable e) {
            String what = subject() + " does not notify its observers of a change of its status";
            SafeThrowables.log(LOG, System.Logger.Level.DEBUG, what, e);
        }
    }

    int observerRetries() {
        return limits.observerRetries();
    }

    /** The pause after this number of consecutive failures. */
    Duration pause(int failures) {
        return limits.backoff().delay(failures, Duration.ZERO);
    }

    /** Runs a task once after a delay; the result cancels it. */
    Runnable after(Duration delay, Runnable task) {
        return timer.after(delay, task);
    }

    /** Runs the task after the {@linkplain #pause pause}, and again later if it throws. */
    void later(int failures, Runnable task) {
        later(failures, pause(failures), task);
    }

    /** Runs the task after this pause, and again later if it throws. */
    void later(int failures, Duration pause, Runnable task) {
        timer.after(pause, () -> {
            try {
                task.run();
            } catch (Throwable e) {
                retryLater(failures + 1, task, e);
            }
        });
    }

    private void retryLater(int failures, Runnable task, Throwable thrown) {
        String what = subject() + " cannot go on now; trying again";
        SafeThrowables.log(LOG, System.Logger.Level.WARNING, what, thrown);
        try {
            later(failures, task);
        } catch (Throwable noTimer) {
            // The only other attempt that is left is one without a pause.
            task.run();
        }
    }

    /** Runs a step of this generation under the delivery lock; false without a step if the generation is over. */
    boolean runInGeneration(long generation, BooleanSupplier step) {
        return lock.run(() -> isCurrent(generation) && step.getAsBoolean());
    }
}

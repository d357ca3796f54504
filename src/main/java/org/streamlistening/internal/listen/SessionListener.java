package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Timer;

/**
 * The state machine of one session listener. Each call of {@code listen}, {@code stop} and {@code reset} begins a new
 * generation; deliveries of an older one no longer count.
 *
 * <p>Thread-safe. State is replaced by compare-and-set. Observers are notified under the delivery lock: a delivery holds it
 * for each step, and a caller waits for the step that is under way.
 */
public final class SessionListener {

    /** The default number of streams, besides the current one, in which a listener remembers its offset. */
    public static final int REMEMBERED_STREAMS = 1_000;

    private final int remembered;
    private final Saved initial;
    private final ListenerContext context;
    private final DeliveryLock lock;
    private final ActiveSubscription active;

    /** The listener was listening when its application stopped or its session moved: its snapshot must say so. */
    private volatile boolean suspended;

    /** A listener that remembers its offset in {@value #REMEMBERED_STREAMS} other streams. */
    public SessionListener(
            String name,
            String sessionKey,
            Saved saved,
            Tails tails,
            Timer timer,
            ObserverRetry retry,
            DeliveryChannel channel) {
        this(name, sessionKey, saved, tails, timer, retry, REMEMBERED_STREAMS, channel);
    }

    /**
     * @param sessionKey the key that the events carry; random, and constant while the session lives
     * @param remembered the number of streams, besides the current one, in which the listener remembers its offset
     */
    public SessionListener(
            String name,
            String sessionKey,
            Saved saved,
            Tails tails,
            Timer timer,
            ObserverRetry retry,
            int remembered,
            DeliveryChannel channel) {
        this.remembered = remembered;
        this.initial = saved;
        this.context = new ListenerContext(name, sessionKey, ListenerState.of(saved), timer, retry, channel);
        this.lock = context.lock();
        this.active = new ActiveSubscription(context, tails);
    }

    /** @param from the offset to start at; null: the last offset of this listener in that stream, else the beginning */
    public void listen(StreamKey key, Policies policies, @Nullable Offset from) {
        change(
                before -> before.listening(key, policies, from, remembered),
                mine -> active.beginOnce(mine.generation()));
    }

    public void stop() {
        change(ListenerState::stopped, mine -> {});
    }

    public void reset() {
        change(ListenerState::reset, mine -> {});
    }

    /** Goes on where the listener was when it was serialised, unless the application has called it since. */
    public void resume() {
        ListenerState before = state();
        if (before.generation() == 0) {
            ListenerState mine = before.resumed();
            if (context.replace(before, mine)) {
                enter(before, mine, () -> active.beginOnce(mine.generation()));
            }
        }
    }

    /** Forbids reading, whatever is called, until {@link #unblock}. */
    public void block() {
        active.block();
    }

    /** Allows reading: a {@code listen} during the block takes effect now. */
    public void unblock() {
        active.unblock();
        lock.runWhenFree(this::beginIfListening);
    }

    private void beginIfListening() {
        ListenerState now = state();
        if (now.status().isListening()) {
            active.beginOnce(now.generation());
        }
    }

    /**
     * Takes over from an older copy of this listener, which stops for good. Reading begins when the observer that the copy
     * notifies has returned, and after {@link DeliveryLock#MAX_WAIT} at the latest. Returns at once.
     */
    public void replace(SessionListener older) {
        active.awaitOlder(true);
        older.active.endForGood();
        older.pause();
        AtomicBoolean begun = new AtomicBoolean();
        Runnable begin = () -> {
            if (begun.compareAndSet(false, true)) {
                active.awaitOlder(false);
                lock.runWhenFree(this::beginIfListening);
            }
        };
        Runnable cancel = context.after(DeliveryLock.MAX_WAIT, begin);
        older.lock.runWhenFree(() -> {
            cancel.run();
            begin.run();
        });
    }

    /**
     * As {@link #suspend}, but waits for an observer that is under way.
     *
     * @return the snapshot that another listener can go on from
     */
    public Saved release() {
        active.endForGood();
        pause();
        lock.await(context.described(state()), () -> {});
        return snapshot();
    }

    /** As {@link #abandon}, but later snapshots say whether the listener was listening: it goes on elsewhere. */
    public void suspend() {
        active.endForGood();
        pause();
        // Without an observer under way nothing is delivered any more, so the beans of the session are at this offset
        // too.
        // With one that is unknown, and a stop of the application does not wait: the last checkpoint counts.
        lock.runIfFree(this::checkpoint);
    }

    private void pause() {
        ListenerState before = context.update(ListenerState::stopped);
        suspended |=
                before.generation() == 0 ? initial.listening() : before.status().isListening();
        active.end();
    }

    /**
     * Ends the listener with its session: like {@link #stop}, but for good and without an event. Later calls, and those under
     * way, read nothing, notify no observer and change nothing.
     */
    public void abandon() {
        active.endForGood();
        context.update(ListenerState::abandoned);
        active.end();
    }

    /**
     * Waits, at the end of the session, for the observer that is under way on another thread. An interrupt ends the wait and
     * stays set.
     *
     * @param atMost the longest wait
     * @param patience the longest wait for all observers of the session, for the warning
     */
    public void awaitObserver(Duration atMost, Duration patience) {
        lock.awaitObserver(context.described(state()), atMost, patience);
    }

    /** The snapshot that another listener in this JVM can go on from: all deliveries count. */
    public Saved snapshot() {
        return snapshot(state());
    }

    /**
     * The snapshot to serialise with the session: the progress at the last {@link #checkpoint}, or at a later start. The beans
     * of the session are serialised one by one, in an unknown order, while deliveries may go on. No bean is older than the
     * checkpoint, so after a restart a message may come again, and none is missing.
     */
    public Saved serializedSnapshot() {
        return snapshot(state().atSerialized());
    }

    /** The session may be serialised from now on. */
    public void checkpoint() {
        context.update(ListenerState::checkpoint);
    }

    private Saved snapshot(ListenerState now) {
        if (now.generation() == 0) {
            return initial;
        }
        Saved saved = now.saved();
        return suspended ? new Saved(saved.key(), true, saved.policies(), saved.places()) : saved;
    }

    public StreamStatus status() {
        return state().status();
    }

    public @Nullable String streamId() {
        StreamKey key = state().key();
        return key == null ? null : key.streamId();
    }

    public Offset offset() {
        return context.offset();
    }

    /** The position at which reading goes on, to the message. */
    public StreamPosition position() {
        return state().progress().delivered();
    }

    private ListenerState state() {
        return context.state();
    }

    private void change(UnaryOperator<ListenerState> change, Consumer<ListenerState> then) {
        suspended = false;
        ListenerState before = context.update(change);
        ListenerState mine = change.apply(before);
        active.end();
        enter(before, mine, () -> then.accept(mine));
    }

    /** Waits for the observer that is under way, notifies of the new status, and does the rest when no observer runs. */
    private void enter(ListenerState before, ListenerState mine, Runnable then) {
        lock.await(context.described(before), () -> {
            if (context.isCurrent(mine.generation())) {
                context.notifyStatus(before, mine);
                lock.runWhenFree(then);
            }
        });
    }
}

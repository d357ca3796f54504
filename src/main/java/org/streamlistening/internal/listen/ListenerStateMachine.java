package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryLock;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Timer;

/**
 * The state machine of one listener. Each call of {@code listen}, {@code stop} and {@code reset} begins a new generation;
 * deliveries of an older one no longer count.
 *
 * <p>The calls that end the current read:
 *
 * <pre>{@code
 *               event   can read again   snapshot says listening   waits for a running observer
 * stop, reset   yes     after listen     no                        yes
 * release       no      no               if it was                 yes
 * suspend       no      no               if it was                 no
 * abandon       no      no               no                        no, see awaitObserver
 * }</pre>
 *
 * <p>Thread-safe. State is replaced by compare-and-set. Observers are notified under the delivery lock: a delivery
 * holds it for each step, and a caller waits until the running step has ended.
 */
public final class ListenerStateMachine {

    private final int rememberedStreams;
    private final SnapshotFactory snapshots;
    private final ListenerCore core;
    private final DeliveryLock lock;
    private final ActiveSubscription active;

    /** @param sessionKey the key that the events carry; random, and constant while the session lives */
    public ListenerStateMachine(
            String name,
            String sessionKey,
            ListenerSnapshot snapshot,
            Tails tails,
            Timer timer,
            ListenerLimits limits,
            DeliveryChannel channel) {
        this(name, sessionKey, snapshot, tails, timer, limits, channel, DeadLetters.NONE);
    }

    /** @param letters keeps the messages that observers cannot handle, if the policies say so */
    public ListenerStateMachine(
            String name,
            String sessionKey,
            ListenerSnapshot snapshot,
            Tails tails,
            Timer timer,
            ListenerLimits limits,
            DeliveryChannel channel,
            DeadLetters letters) {
        this.rememberedStreams = limits.rememberedStreams();
        this.snapshots = new SnapshotFactory(snapshot);
        this.core = new ListenerCore(name, sessionKey, ListenerState.of(snapshot), timer, limits, channel, letters);
        this.lock = core.lock();
        this.active = new ActiveSubscription(core, tails);
    }

    /** @param from the position to start at; null: the last one of this listener in that stream, else the beginning */
    public void listen(StreamKey key, Policies policies, @Nullable StreamPosition from) {
        beginListening(key, policies, from).run();
    }

    /**
     * The first half of {@link #listen}, which takes effect at once and never waits; the result is the second one. Calls
     * of other threads can come between them.
     */
    public Runnable beginListening(StreamKey key, Policies policies, @Nullable StreamPosition from) {
        return beginChange(
                before -> before.listening(key, policies, from, rememberedStreams),
                mine -> active.beginOnce(mine.generation()));
    }

    public void stop() {
        beginChange(ListenerState::stopped, mine -> {}).run();
    }

    public void reset() {
        beginChange(ListenerState::reset, mine -> {}).run();
    }

    /** Goes on where the listener was when it was serialised, unless the application has called it since. */
    public void resume() {
        ListenerState before = state();
        if (before.generation() == 0) {
            ListenerState mine = before.resumed();
            if (core.replace(before, mine)) {
                enter(before, mine, () -> active.beginOnce(mine.generation()));
            }
        }
    }

    /** Forbids reading until {@link #unblock}, also after {@code listen}. */
    public void block() {
        active.block();
    }

    /** Allows reading: a {@code listen} during the block takes effect now. */
    public void unblock() {
        active.unblock();
    }

    /**
     * Takes over from an older copy of this listener, which stops for good. Reading begins when the observer that the
     * copy notifies has returned, and after {@link DeliveryLock#MAX_WAIT} at the latest. Returns at once.
     */
    public void replace(ListenerStateMachine older) {
        active.awaitOlder();
        older.active.endForGood();
        older.pause();
        active.beginAfter(older.lock);
    }

    /**
     * Stops for good without an event, because another server takes the listener over. Waits for a running observer, at
     * most {@link DeliveryLock#MAX_WAIT}.
     *
     * @return the snapshot that another listener can go on from
     */
    public ListenerSnapshot release() {
        active.endForGood();
        pause();
        lock.await(core.described(state()), () -> {});
        return snapshot();
    }

    /**
     * Stops for good without an event, because the application stops. The snapshot says whether the listener was listening,
     * so that it goes on elsewhere. Does not wait for a running observer.
     */
    public void suspend() {
        active.endForGood();
        pause();
        // If no observer runs, nothing is delivered any more, and the beans of the session are at this offset too. If
        // one runs, that is unknown, and a stop of the application does not wait: the last checkpoint counts.
        lock.runIfFree(this::checkpoint);
    }

    private void pause() {
        ListenerState before = core.update(ListenerState::stopped);
        snapshots.markSuspended(before);
        active.end();
    }

    /**
     * Stops for good without an event, because the session ended. Later and running calls read nothing, notify no
     * observer and change nothing.
     */
    public void abandon() {
        active.endForGood();
        core.update(ListenerState::abandoned);
        active.end();
    }

    /**
     * Waits, at the end of the session, for the observer that runs on another thread. An interrupt ends the wait and
     * stays set.
     *
     * @param atMost the longest wait
     * @param patience the longest wait for all observers of the session, for the warning
     */
    public void awaitObserver(Duration atMost, Duration patience) {
        lock.awaitObserver(core.described(state()), atMost, patience);
    }

    /**
     * Delivers a message of an earlier delivery again, in turn with the others, and also while the listener is stopped.
     *
     * @param observer the name of the only observer to notify; null, or a name that no observer has: all of single
     *     messages and of lists
     * @param result completes when they have returned, or with the exception of one of them. Completed earlier, the
     *     delivery does not begin
     */
    public void redeliver(
            String streamId, UndeliveredMessage message, @Nullable String observer, CompletableFuture<Void> result) {
        core.deliver(new Redelivery(core, streamId, message, observer, result).task());
    }

    /** Runs the task when no observer runs: now, or on the thread of the observer when it has returned. Never waits. */
    public void whenNoObserverRuns(Runnable task) {
        lock.runWhenFree(task);
    }

    /** The snapshot that another listener in this JVM can go on from: all deliveries count. */
    public ListenerSnapshot snapshot() {
        return snapshots.of(state());
    }

    /**
     * The snapshot to serialise with the session: the progress at the last {@link #checkpoint}, or at a later start.
     * The beans of the session are serialised one by one, in an unknown order, while deliveries may go on. No bean is
     * older than the checkpoint, so after a restart a message may come again, and none is missing.
     */
    public ListenerSnapshot serializedSnapshot() {
        return snapshots.of(state().atCheckpoint());
    }

    /** The session may be serialised from now on. */
    public void checkpoint() {
        core.update(ListenerState::withCheckpoint);
    }

    public StreamStatus status() {
        return state().status();
    }

    /**
     * Whether all messages of the stream were delivered, as far as the server has said. The status says less: it stays
     * {@code LIVE} while a listener delivers what was appended since.
     */
    public boolean isUpToDate() {
        StreamStatus status = status();
        return (status == StreamStatus.LIVE || status == StreamStatus.COMPLETED) && core.isUpToDate();
    }

    public @Nullable String streamId() {
        StreamKey key = state().key();
        return key == null ? null : key.streamId();
    }

    public Offset offset() {
        return core.offset();
    }

    /** The position at which reading goes on, to the message. */
    public StreamPosition position() {
        return state().progress().delivered();
    }

    /** As {@link #position}; while a message or batch is delivered to observers, the position behind it. */
    public StreamPosition deliveringPosition() {
        return core.deliveringPosition();
    }

    private ListenerState state() {
        return core.state();
    }

    /** Begins a generation. The result, which must run once, ends the subscriptions of earlier ones and enters it. */
    private Runnable beginChange(UnaryOperator<ListenerState> change, Consumer<ListenerState> onEntered) {
        snapshots.clearSuspended();
        ListenerState before = core.update(change);
        ListenerState mine = change.apply(before);
        return () -> {
            active.endBefore(mine.generation());
            enter(before, mine, () -> onEntered.accept(mine));
        };
    }

    /** Waits for the running observer, and notifies of the new status. The task runs when no observer runs. */
    private void enter(ListenerState before, ListenerState mine, Runnable onEntered) {
        lock.await(core.described(before), () -> {
            if (core.isCurrent(mine.generation())) {
                core.notifyStatus(before, mine);
                lock.runWhenFree(onEntered);
            }
        });
    }
}

package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * The state machine of one session listener: which stream, how far, in which status. Every call opens a new generation,
 * and what an older one still wants to deliver no longer counts.
 *
 * <p>State is replaced by compare-and-set, from any thread. Observers are told under the turn: deliveries take it for
 * each item, callers to wait for the one that is under way.
 */
public final class SessionListener {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** In how many streams besides the one that it follows a listener remembers its place, unless told otherwise. */
    public static final int REMEMBERED_STREAMS = 1_000;

    private final String name;
    private final String sessionKey;
    private final Timer timer;
    private final ObserverRetry retry;
    private final int remembered;
    private final DeliveryChannel channel;

    private final Saved asleep;
    private final AtomicReference<ListenerState> state;
    private final ActiveSubscription active;
    private final DeliveryLock lock = new DeliveryLock();

    /** It was listening when its application stopped, or its session went elsewhere: what is saved then has to say so. */
    private volatile boolean suspended;

    /**
     * How often a message is brought again to an observer that throws.
     *
     * @param times before the listener gives up
     * @param backoff between the tries
     */
    public record ObserverRetry(int times, Backoff backoff) {}

    /** A listener that remembers its place in {@value #REMEMBERED_STREAMS} other streams. */
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
     * @param sessionKey what the events carry; random and the same for as long as the session lives
     * @param remembered in how many streams, besides the one that it follows, it remembers its place
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
        this.name = name;
        this.sessionKey = sessionKey;
        this.timer = timer;
        this.retry = retry;
        this.remembered = remembered;
        this.channel = channel;
        this.asleep = saved;
        this.state = new AtomicReference<>(ListenerState.of(saved));
        this.active = new ActiveSubscription(this, tails);
    }

    /** @param from where to start; null: where this listener last was in that stream, else the beginning */
    public void listen(StreamKey key, Policies policies, @Nullable Offset from) {
        replace(
                before -> before.listening(key, policies, from, remembered),
                mine -> active.beginFirst(mine.generation()));
    }

    public void stop() {
        replace(ListenerState::stopped, mine -> {});
    }

    public void reset() {
        replace(ListenerState::reset, mine -> {});
    }

    /** Goes on where it was when it was saved; if somebody called it since, that counts instead. */
    public void wake() {
        ListenerState asleep = state();
        if (asleep.generation() == 0) {
            ListenerState mine = asleep.woken();
            if (state.compareAndSet(asleep, mine)) {
                entered(asleep, mine, () -> active.beginFirst(mine.generation()));
            }
        }
    }

    /** From now on nothing is read, whoever calls, until it is {@linkplain #free freed}. */
    public void hold() {
        active.hold();
    }

    /** What it was told while it was held counts now. */
    public void free() {
        active.free();
        lock.whenFree(this::beginIfListening);
    }

    private void beginIfListening() {
        ListenerState now = state();
        if (now.status().isListening()) {
            active.beginFirst(now.generation());
        }
    }

    /**
     * Takes the place of an older copy of this listener, which is {@linkplain #letGo let go} of. Nothing is read before
     * the observer that the copy is telling has returned, or has had its time. Does not wait for it.
     */
    public void replace(SessionListener older) {
        active.preceded(true);
        older.active.leave();
        older.pause();
        AtomicBoolean ended = new AtomicBoolean();
        Runnable begin = () -> {
            if (ended.compareAndSet(false, true)) {
                active.preceded(false);
                lock.whenFree(this::beginIfListening);
            }
        };
        Runnable cancel = timer.after(DeliveryLock.MAX_WAIT, begin);
        older.lock.whenFree(() -> {
            cancel.run();
            begin.run();
        });
    }

    /**
     * Like {@link #suspend}, but waits for an observer that is under way, and for good: whoever calls it later does not
     * know yet that it went elsewhere.
     *
     * @return what somebody else may go on with
     */
    public Saved letGo() {
        active.leave();
        pause();
        lock.await(described(state()), () -> {});
        return save();
    }

    /** Like {@link #abandon}, but what is saved from now on says whether it was listening: it is to go on elsewhere. */
    public void suspend() {
        active.leave();
        pause();
        // Nothing is delivered any more, so this is where the session's beans are too. With an observer under way, that
        // is not known, and a stop does not wait for it: the last note counts.
        lock.ifFree(this::note);
    }

    private void pause() {
        ListenerState before = Objects.requireNonNull(state.getAndUpdate(ListenerState::stopped));
        suspended |=
                before.generation() == 0 ? asleep.listening() : before.status().isListening();
        active.end();
    }

    /**
     * The session ended: like {@link #stop}, but no observer is told, and for good. Calls that come later, and those that
     * are under way, read nothing, tell nothing and change nothing.
     */
    public void abandon() {
        active.leave();
        state.updateAndGet(ListenerState::abandoned);
        active.end();
    }

    /**
     * Its session ended: waits for the observer that is under way. The one that is calling is not awaited.
     *
     * @param atMost how long it waits
     * @param patience how long the end of the session waits for all its observers, for the warning
     */
    public void awaitObserver(Duration atMost, Duration patience) {
        lock.awaitObserver(described(state()), atMost, patience);
    }

    /** What somebody else in this JVM may go on with: everything that was delivered counts. */
    public Saved save() {
        return saved(state());
    }

    /**
     * What is serialised with the session: where it was at the last {@link #note}, or when it began after that. The
     * beans of the session are serialised one after the other, while this listener may deliver to them, and their order
     * is not known: no bean is older than that note, so after a restart a message may come again, but none is missing.
     */
    public Saved saveNoted() {
        return saved(state().atNoted());
    }

    /** From here on the session may be serialised. */
    public void note() {
        state.updateAndGet(ListenerState::note);
    }

    private Saved saved(ListenerState now) {
        if (now.generation() == 0) {
            return asleep;
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
        return position().offset();
    }

    /** Where reading goes on, to the message. */
    public StreamPosition position() {
        return state().progress().delivered();
    }

    String name() {
        return name;
    }

    String sessionKey() {
        return sessionKey;
    }

    ListenerState state() {
        return Objects.requireNonNull(state.get());
    }

    int observerRetries() {
        return retry.times();
    }

    /** A parcel that is lost ends its listener without a word, so one that is not taken is brought again. */
    void deliver(DeliveryTask deliveryTask) {
        try {
            channel.deliver(deliveryTask);
        } catch (Throwable e) {
            notNow(1, () -> channel.deliver(deliveryTask), e);
        }
    }

    /** As {@link #deliver}, for news that later news make up for: dropped if they cannot be delivered now. */
    void deliverOrDrop(DeliveryTask deliveryTask) {
        try {
            channel.deliver(deliveryTask);
        } catch (Throwable e) {
            String what = FailureLog.who(name) + " cannot be told of a change of its status";
            ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, what, e);
        }
    }

    void later(int failures, Runnable task) {
        later(failures, pause(failures), task);
    }

    /** How long to wait before the next try after so many failures. */
    Duration pause(int failures) {
        return retry.backoff().delay(failures, Duration.ZERO);
    }

    void later(int failures, Duration pause, Runnable task) {
        timer.after(pause, () -> {
            try {
                task.run();
            } catch (Throwable e) {
                notNow(failures + 1, task, e);
            }
        });
    }

    private void notNow(int failures, Runnable task, Throwable thrown) {
        String what = FailureLog.who(name) + " cannot go on now; trying again";
        ThrownByApplication.log(LOG, System.Logger.Level.WARNING, what, thrown);
        later(failures, task);
    }

    /** Runs a task once after a delay; the result cancels it. */
    Runnable after(Duration delay, Runnable task) {
        return timer.after(delay, task);
    }

    /** See {@link ActiveSubscription#begin}. */
    void begin(long generation, Setbacks setbacks) {
        active.begin(generation, setbacks);
    }

    void move(String streamId, Progress from, Progress to) {
        state.updateAndGet(before -> before.moved(streamId, from, to));
    }

    /** Changes the status in this generation unless that is final already, and tells if that made a difference. */
    boolean becomes(
            long generation,
            UnaryOperator<StreamStatus> wanted,
            @Nullable Throwable cause,
            Predicate<StreamStatusChanged> tell) {
        UnaryOperator<StreamStatus> change = status -> status.isListening() ? wanted.apply(status) : status;
        ListenerState before =
                state.getAndUpdate(now -> now.generation() == generation ? now.with(change.apply(now.status())) : now);
        StreamStatus after = change.apply(before.status());
        if (before.generation() != generation || before.status() == after) {
            return true;
        }
        return tell.test(statusChanged(before.status(), after, before, cause));
    }

    /** Runs one step while no other one runs for this listener. */
    boolean inTurn(BooleanSupplier step) {
        return lock.take(step);
    }

    private void replace(UnaryOperator<ListenerState> change, Consumer<ListenerState> then) {
        suspended = false;
        ListenerState before = Objects.requireNonNull(state.getAndUpdate(change));
        ListenerState mine = change.apply(before);
        active.end();
        entered(before, mine, () -> then.accept(mine));
    }

    private void entered(ListenerState before, ListenerState mine, Runnable then) {
        lock.await(described(before), () -> {
            if (state().generation() == mine.generation()) {
                tellStatus(before, mine);
                lock.whenFree(then);
            }
        });
    }

    private String described(ListenerState about) {
        StreamKey key = about.key();
        return FailureLog.who(name) + (key == null ? "" : " of stream '" + key.streamId() + "'");
    }

    private void tellStatus(ListenerState before, ListenerState mine) {
        if (before.status() != mine.status()) {
            ListenerState about = mine.key() == null ? before : mine;
            channel.tellNow(statusChanged(before.status(), mine.status(), about, null));
        }
    }

    private StreamStatusChanged statusChanged(
            StreamStatus previous, StreamStatus status, ListenerState about, @Nullable Throwable cause) {
        StreamKey key = about.key();
        String id = key == null ? "" : key.streamId();
        Offset offset = about.progress().delivered().offset();
        return new StreamStatusChanged(name, sessionKey, id, offset, previous, status, cause);
    }
}

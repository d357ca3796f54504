package org.streamlistening.internal.consume;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;

/**
 * The deliveries of one consumer on this server. There is one listener while this server owns the consumer, and it does
 * what the register says.
 *
 * <p>A command stops the listener at once. It listens again only when the register has all commands of this server, so
 * that a call that is under way cannot undo a command. For any thread; calls the listener while it holds no monitor,
 * since those calls wait for observers.
 */
final class ConsumerDelivery {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final ConsumerSettings.Consumer settings;
    private final ConsumerListeners listeners;
    private final StartPositions positions;
    private final PendingCommands commands;
    private final Executor calls;

    /** Null while this server does not own the consumer. Written under the monitor. */
    private volatile @Nullable ListenerStateMachine listener;

    /** A delivery was refused because the lease may have ended: the listener waits to be called. */
    private volatile boolean refused;

    // Guarded by this.
    private ConsumerState wanted;
    private boolean ended;

    /** The listener before this one, an observer of which may still run; null if there was none. */
    private @Nullable ListenerStateMachine older;

    /** The commands in the register that the listener has followed: its position belongs to that number of moves. */
    private long moves;

    private long restarts;

    /** Whether the failure of the listener was logged. */
    private boolean failureReported;

    /**
     * @param positions where a listener begins
     * @param calls runs calls of the listener, whose observers run on the same thread
     */
    ConsumerDelivery(
            ConsumerSettings.Consumer settings,
            ConsumerListeners listeners,
            StartPositions positions,
            PendingCommands commands,
            Executor calls) {
        this.settings = settings;
        this.listeners = listeners;
        this.positions = positions;
        this.commands = commands;
        this.calls = calls;
        this.wanted = settings.initial();
    }

    /** The listener that delivers; null while this server does not own the consumer. */
    @Nullable
    ListenerStateMachine listener() {
        return listener;
    }

    void refuse() {
        refused = true;
    }

    /** Adds a command, and stops the listener until the register has it. Waits for a running observer. */
    void add(ConsumerCommand command) {
        ListenerStateMachine current;
        synchronized (this) {
            commands.add(command);
            current = listener;
        }
        if (command.stops() && current != null) {
            current.stop();
        }
    }

    /** The state with the position that the listener has reached, unless a command moves it elsewhere. */
    synchronized ConsumerState reached(ConsumerState state) {
        ListenerStateMachine current = listener;
        return current == null || moves != state.moves() || state.streamId() == null
                ? state
                : state.at(current.position());
    }

    /**
     * This server owns the consumer, and the register has this state. One thread at a time; may block, and may throw.
     *
     * @param again calls this method once more
     */
    void follow(ConsumerState state, Runnable again) {
        ListenerStateMachine current = listener;
        if (current != null && begins(state) && isLeft(current, again)) {
            return;
        }
        // Not under the monitor: the store can wait for an observer that gives a command.
        follow(state, begins(state) ? positions.begin(state) : DeliveryProgress.NONE);
    }

    /**
     * Whether a command has stopped the listener, and an observer still runs, which may have given the command. Its
     * transaction could not be committed after the begin.
     */
    private static boolean isLeft(ListenerStateMachine current, Runnable again) {
        if (current.status().isListening()) {
            return false;
        }
        AtomicBoolean begins = new AtomicBoolean(true);
        current.whenNoObserverRuns(() -> {
            // Not now, if no observer runs: one more turn each time would be an endless loop.
            if (!begins.getAndSet(false)) {
                again.run();
            }
        });
        return begins.getAndSet(false);
    }

    private synchronized boolean begins(ConsumerState state) {
        return state.streamId() != null && (listener == null || moves != state.moves());
    }

    private synchronized void follow(ConsumerState state, DeliveryProgress start) {
        commands.removeThoseIn(state);
        wanted = state;
        if (listener == null && !ended) {
            listener = attach(state, start);
        }
        ListenerStateMachine current = listener;
        if (current == null) {
            return;
        }
        if (mustStop(current) || mustListen(current)) {
            call();
        }
        if (current.status() != StreamStatus.FAILED) {
            restarts = state.restarts();
        } else if (!mustListen(current)) {
            reportFailure();
        }
    }

    private void reportFailure() {
        if (!failureReported) {
            failureReported = true;
            LOG.log(System.Logger.Level.WARNING, NumberedMessage.CONSUMER_FAILED.text(settings.name()));
        }
    }

    private ListenerStateMachine attach(ConsumerState state, DeliveryProgress start) {
        moves = state.moves();
        restarts = state.restarts();
        ListenerStateMachine made = listeners.attach(snapshot(state, start));
        if (older != null) {
            // Observers of the consumer run one at a time, also if this server lost the consumer for a while.
            made.replace(older);
            older = null;
        }
        return made;
    }

    private ListenerSnapshot snapshot(ConsumerState state, DeliveryProgress start) {
        String streamId = state.streamId();
        return streamId == null
                ? ListenerSnapshot.NOTHING
                : new ListenerSnapshot(settings.key(streamId), false, settings.policies(), Map.of(streamId, start));
    }

    private void call() {
        try {
            calls.execute(this::callNow);
        } catch (RuntimeException | Error rejected) {
            LOG.log(System.Logger.Level.DEBUG, "a listener of a consumer is called by the next turn", rejected);
        }
    }

    /** Lets the listener do what the register says now, which can be more than it said when this was submitted. */
    private void callNow() {
        Runnable call;
        synchronized (this) {
            ListenerStateMachine current = listener;
            if (current == null || ended || !commands.isEmpty()) {
                return;
            }
            call = mustStop(current) ? current::stop : mustListen(current) ? beginListening(current) : () -> {};
        }
        call.run();
    }

    private boolean mustStop(ListenerStateMachine current) {
        return wanted.paused() && current.status().isListening();
    }

    private boolean mustListen(ListenerStateMachine current) {
        if (wanted.paused() || wanted.streamId() == null) {
            return false;
        }
        StreamStatus status = current.status();
        return refused
                || moves != wanted.moves()
                || status == StreamStatus.IDLE
                || status == StreamStatus.STOPPED
                || (status == StreamStatus.FAILED && restarts != wanted.restarts());
    }

    private Runnable beginListening(ListenerStateMachine current) {
        StreamPosition from = moves == wanted.moves() ? null : wanted.position();
        refused = false;
        failureReported = false;
        moves = wanted.moves();
        restarts = wanted.restarts();
        return current.beginListening(
                settings.key(Objects.requireNonNull(wanted.streamId())), settings.policies(), from);
    }

    /** The listener does not count any more. Returns whether there was one. */
    boolean lose() {
        ListenerStateMachine last;
        synchronized (this) {
            last = listener;
            listener = null;
            older = last == null ? older : last;
        }
        if (last != null) {
            listeners.detach(last);
        }
        return last != null;
    }

    /**
     * Delivers no more. Does not wait for a running observer.
     *
     * @param idle runs when no observer runs any more
     */
    void end(Runnable idle) {
        ListenerStateMachine last;
        synchronized (this) {
            ended = true;
            last = listener;
        }
        if (last == null) {
            idle.run();
        } else {
            last.suspend();
            last.whenNoObserverRuns(idle);
        }
    }
}

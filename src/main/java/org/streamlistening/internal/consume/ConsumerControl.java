package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.threads.SerialTask;
import org.streamlistening.internal.threads.Timer;

/**
 * The control task of one consumer on this server: claims the consumer, renews the claim, writes checkpoints and
 * commands, and makes the listener while this server owns the consumer.
 *
 * <p>Turns of the task run one at a time, and block for the store. Everything else is for any thread, and returns at
 * once.
 */
final class ConsumerControl {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration TURN = Duration.ofSeconds(1);

    private final ConsumerSettings.Consumer settings;
    private final ConsumerRegister register;
    private final ConsumerListeners listeners;
    private final Executor calls;
    private final Timer timer;
    private final SerialTask task;
    private final Queue<ConsumerCommand> commands = new ConcurrentLinkedQueue<>();

    /** What waits until the checkpoint has the position of the listener. */
    private final Queue<Runnable> afterCheckpoint = new ConcurrentLinkedQueue<>();

    /** Held by a turn, and by the end. */
    private final ReentrantLock turn = new ReentrantLock();

    /** The listener that delivers; null while this server does not own the consumer. Written by turns and the end. */
    private volatile @Nullable ListenerStateMachine listener;

    /** A delivery was refused because the lease may have ended: the listener waits to be called. */
    private volatile boolean refused;

    /** The listener is being called to listen: until then its status is that of before. */
    private volatile boolean calling;

    private volatile boolean started;
    private volatile boolean ended;

    // Written by turns.
    private volatile boolean outage;

    /** The listener of before, whose observer may still run. */
    private @Nullable ListenerStateMachine older;

    private Runnable cancelNext = () -> {};

    /**
     * @param calls runs calls of the listener, whose observers run on the same thread
     * @param stores runs the turns
     */
    ConsumerControl(
            ConsumerSettings.Consumer settings,
            ConsumerRegister register,
            ConsumerListeners listeners,
            Executor calls,
            StoreThreads stores,
            Timer timer) {
        this.settings = settings;
        this.register = register;
        this.listeners = listeners;
        this.calls = calls;
        this.timer = timer;
        this.task = new SerialTask(stores.executor(), timer, TURN, new Turn(stores.context()));
    }

    /** The listener that delivers; null while this server does not own the consumer. */
    @Nullable
    ListenerStateMachine listener() {
        return listener;
    }

    /** The state in the register as this server knows it. */
    ConsumerState known() {
        return register.known();
    }

    /** The state that the register will have when it has the commands of this server. */
    ConsumerState wanted() {
        ConsumerState wanted = known();
        for (ConsumerCommand command : commands) {
            wanted = command.change().apply(wanted);
        }
        return wanted;
    }

    /** Whether the next message may be delivered now. If not, the next turn finds out why. */
    boolean mayDeliver() {
        if (register.mayDeliver()) {
            return true;
        }
        refused = true;
        signal();
        return false;
    }

    /** Whether this server delivers: it owns the consumer, and its lease has not run out. */
    boolean isDelivering() {
        return !ended && listener != null && register.mayDeliver();
    }

    /** Adds a command to the register, soon. */
    void add(ConsumerCommand command) {
        commands.add(command);
        signal();
    }

    /**
     * Runs the task, soon, when the checkpoint has the position that the listener has now. Drops it if this server does
     * not own the consumer then.
     */
    void afterCheckpoint(Runnable task) {
        afterCheckpoint.add(task);
        signal();
    }

    /** Begins to claim the consumer. */
    void start() {
        started = true;
        signal();
    }

    private void signal() {
        if (!started) {
            return;
        }
        try {
            task.signal();
        } catch (RuntimeException | Error rejected) {
            // The timer has the next turn already, and the pause before it is short.
            LOG.log(System.Logger.Level.DEBUG, "a turn of a consumer comes later", rejected);
        }
    }

    private final class Turn implements SerialTask.Work {

        private final Executor context;

        Turn(Executor context) {
            this.context = context;
        }

        @Override
        public void around(Runnable steps) {
            context.execute(steps);
        }

        @Override
        public boolean step() {
            turn.lock();
            try {
                if (ended) {
                    return false;
                }
                boolean again = !turn();
                restored();
                if (!again) {
                    cancelNext.run();
                    cancelNext = timer.after(
                            register.isOwned() ? settings.ownerPause() : settings.standbyPause(), task::signal);
                }
                return again;
            } finally {
                turn.unlock();
            }
        }

        /** The store failed: it may work later. Meanwhile the lease runs out by itself. */
        @Override
        public boolean failed(Throwable cause) {
            if (!outage && !ended) {
                outage = true;
                SafeThrowables.log(
                        LOG,
                        System.Logger.Level.WARNING,
                        NumberedMessage.CHECKPOINTS_UNAVAILABLE.text(settings.name()),
                        cause);
            }
            return !ended;
        }
    }

    private void restored() {
        if (outage) {
            outage = false;
            LOG.log(System.Logger.Level.INFO, "the checkpoint of consumer ''{0}'' is available again", settings.name());
        }
    }

    /** Returns whether the register has what this server wanted to write. */
    private boolean turn() {
        List<Runnable> waiting = List.copyOf(afterCheckpoint);
        boolean owned = register.isOwned();
        ConsumerState before = register.known();
        register.refresh();
        if (owned && !register.isOwned()) {
            lose();
        }
        ConsumerState read = register.known();
        List<ConsumerCommand> taken = List.copyOf(commands);
        boolean moved =
                (owned && before.moves() != read.moves()) || taken.stream().anyMatch(ConsumerCommand::moves);
        ConsumerState next = read;
        for (ConsumerCommand command : taken) {
            next = command.change().apply(next);
        }
        if (!write(read, moved ? next : reached(next))) {
            return false;
        }
        taken.forEach(commands::remove);
        if (register.isOwned()) {
            deliver(
                    register.known(),
                    moved,
                    before.restarts() != register.known().restarts());
            waiting.forEach(Runnable::run);
        }
        afterCheckpoint.removeAll(waiting);
        return true;
    }

    private boolean write(ConsumerState read, ConsumerState next) {
        if (register.canClaim()) {
            return register.claim(settings.configured(next));
        }
        return (next.equals(read) && !register.mustRenew()) || register.write(next);
    }

    /** The state with the position that the listener has reached. */
    private ConsumerState reached(ConsumerState state) {
        ListenerStateMachine current = listener;
        ListenerSnapshot reached = current == null ? ListenerSnapshot.NOTHING : current.snapshot();
        boolean same = reached.key() != null && Objects.equals(reached.streamId(), state.streamId());
        return same ? state.at(reached.position()) : state;
    }

    private void lose() {
        ListenerStateMachine last = listener;
        listener = null;
        if (last != null) {
            listeners.detach(last);
            older = last;
            LOG.log(System.Logger.Level.INFO, "another server delivers for consumer ''{0}'' now", settings.name());
        }
    }

    /** Lets the listener do what the register says. */
    private void deliver(ConsumerState state, boolean moved, boolean restarted) {
        ListenerStateMachine current = listener;
        if (current == null || moved) {
            if (current == null) {
                claimed(state);
            } else {
                listeners.detach(current);
                older = current;
            }
            current = attach(state);
            listener = current;
        }
        ListenerStateMachine called = current;
        String streamId = state.streamId();
        StreamStatus status = called.status();
        boolean mustListen = status == StreamStatus.IDLE
                || status == StreamStatus.STOPPED
                || (restarted && status == StreamStatus.FAILED)
                || refused;
        if (state.paused() && status.isListening()) {
            calls.execute(called::stop);
        } else if (!state.paused() && streamId != null && mustListen && !calling) {
            refused = false;
            calling = true;
            execute(() -> {
                // A pause counts at once, before it is in the register.
                if (!wanted().paused()) {
                    called.listen(settings.key(streamId), settings.policies(), null);
                }
            });
        }
    }

    private void execute(Runnable call) {
        boolean accepted = false;
        try {
            calls.execute(() -> {
                try {
                    call.run();
                } finally {
                    calling = false;
                }
            });
            accepted = true;
        } finally {
            calling &= accepted;
        }
    }

    private ListenerStateMachine attach(ConsumerState state) {
        ListenerStateMachine attached = listeners.attach(snapshot(state));
        if (older != null) {
            // One observer at a time: reading begins when that of the older listener has returned.
            attached.replace(older);
            older = null;
        }
        return attached;
    }

    private void claimed(ConsumerState state) {
        if (state.streamId() == null) {
            LOG.log(System.Logger.Level.WARNING, NumberedMessage.CONSUMER_WITHOUT_STREAM.text(settings.name()));
        }
        LOG.log(System.Logger.Level.DEBUG, "this server delivers for consumer ''{0}'' now", settings.name());
    }

    private ListenerSnapshot snapshot(ConsumerState state) {
        String streamId = state.streamId();
        StreamKey key = streamId == null ? null : settings.key(streamId);
        return key == null
                ? ListenerSnapshot.NOTHING
                : new ListenerSnapshot(
                        key, false, settings.policies(), Map.of(key.streamId(), DeliveryProgress.at(state.position())));
    }

    /**
     * Delivers no more. Does not wait for a running observer.
     *
     * @param idle runs when no observer runs any more
     */
    void end(Runnable idle) {
        ended = true;
        ListenerStateMachine last = listener;
        if (last == null) {
            idle.run();
        } else {
            last.suspend();
            last.whenNoObserverRuns(idle);
        }
    }

    /** Writes the last position, so that another server goes on at once. No observer may run. May block, and may throw. */
    void release() {
        turn.lock();
        try {
            cancelNext.run();
            if (register.isOwned()) {
                register.refresh();
                register.write(reached(register.known()).released());
            }
        } finally {
            turn.unlock();
        }
    }
}

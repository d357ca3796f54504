package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.threads.SerialTask;
import org.streamlistening.internal.threads.Timer;

/**
 * The control task of one consumer on this server: claims the consumer, renews the claim, and writes checkpoints and
 * commands. What it finds in the register, {@link ConsumerDelivery} follows.
 *
 * <p>Turns of the task run one at a time, and block for the store. Everything else is for any thread.
 */
final class ConsumerControl {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration TURN = Duration.ofSeconds(1);

    private final ConsumerSettings.Consumer settings;
    private final ConsumerRegister register;
    private final PendingCommands commands = new PendingCommands();
    private final ConsumerDelivery delivery;
    private final StoreOutage outage;
    private final Timer timer;
    private final SerialTask task;

    /** What waits until the checkpoint has the position of the listener. */
    private final Queue<Runnable> afterCheckpoint = new ConcurrentLinkedQueue<>();

    /** Held by a turn, and by the release. */
    private final ReentrantLock turn = new ReentrantLock();

    private volatile boolean started;
    private volatile boolean ended;

    /** The store does not have the position of the listener, so the next turn makes another one. */
    private volatile boolean outOfStep;

    /** Cancels the next turn. Guarded by the turn. */
    private Runnable cancelNext = () -> {};

    /**
     * @param positions where the listener begins
     * @param calls runs calls of the listener, whose observers run on the same thread
     * @param stores runs the turns
     */
    ConsumerControl(
            ConsumerSettings.Consumer settings,
            ConsumerRegister register,
            ConsumerListeners listeners,
            StartPositions positions,
            Executor calls,
            StoreThreads stores,
            Timer timer) {
        this.settings = settings;
        this.register = register;
        this.delivery = new ConsumerDelivery(settings, listeners, positions, commands, calls);
        this.outage = new StoreOutage(settings.name(), System::nanoTime);
        this.timer = timer;
        this.task = new SerialTask(stores.executor(), timer, TURN, new Turn(stores.context()));
    }

    /** The listener that delivers; null while this server does not own the consumer. */
    @Nullable
    ListenerStateMachine listener() {
        return delivery.listener();
    }

    /** The state in the register as this server knows it, with the position and the commands that are not there yet. */
    ConsumerState current() {
        return delivery.reached(commands.appliedTo(register.known()));
    }

    /** The state that was read or written last. */
    ConsumerState known() {
        return register.known();
    }

    /** The position of the listener does not count: the next turn makes another one, where the store says. */
    void beginAgain() {
        outOfStep = true;
        signal();
    }

    /** Whether the next message may be delivered now. If not, the next turn finds out why. */
    boolean mayDeliver() {
        if (register.mayDeliver()) {
            return true;
        }
        delivery.refuse();
        signal();
        return false;
    }

    /** Whether this server delivers: it owns the consumer, and its lease has not run out. */
    boolean isDelivering() {
        return !ended && listener() != null && register.mayDeliver();
    }

    /** Adds a command to the register, soon. */
    void add(ConsumerCommand command) {
        delivery.add(command);
        // After the stop, so that a turn follows which lets the listener go on.
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
        if (!started || ended) {
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
                outage.end();
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
            if (!ended) {
                outage.begin(cause);
            }
            return !ended;
        }
    }

    /** Returns whether the register has what this server wanted to write. */
    private boolean turn() {
        List<Runnable> waiting = List.copyOf(afterCheckpoint);
        register.refresh();
        if (!register.isOwned() && delivery.lose()) {
            LOG.log(System.Logger.Level.INFO, "another server delivers for consumer ''{0}'' now", settings.name());
        }
        if (outOfStep) {
            outOfStep = false;
            delivery.lose();
        }
        if (!write(register.known(), current())) {
            return false;
        }
        if (register.isOwned()) {
            delivery.follow(register.known(), this::signal);
            waiting.forEach(Runnable::run);
        } else {
            commands.removeThoseIn(register.known());
        }
        afterCheckpoint.removeAll(waiting);
        return true;
    }

    private boolean write(ConsumerState read, ConsumerState next) {
        if (register.canClaim()) {
            boolean claimed = register.claim(settings.configured(next));
            if (claimed) {
                claimed(register.known());
            }
            return claimed;
        }
        return (next.equals(read) && !register.mustRenew()) || register.write(next);
    }

    private void claimed(ConsumerState state) {
        if (state.streamId() == null) {
            LOG.log(System.Logger.Level.WARNING, NumberedMessage.CONSUMER_WITHOUT_STREAM.text(settings.name()));
        }
        LOG.log(System.Logger.Level.DEBUG, "this server delivers for consumer ''{0}'' now", settings.name());
    }

    /**
     * Delivers no more. Does not wait for a running observer.
     *
     * @param idle runs when no observer runs any more
     */
    void end(Runnable idle) {
        ended = true;
        delivery.end(idle);
    }

    /** Writes the last position, so that another server goes on at once. No observer may run. May block, and may throw. */
    void release() throws InterruptedException {
        // A turn can hang in the store.
        turn.lockInterruptibly();
        try {
            cancelNext.run();
            do {
                register.refresh();
            } while (register.isOwned() && !register.write(current().released()));
        } finally {
            turn.unlock();
        }
    }
}

package org.streamlistening.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.DeliveryContext;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ModelTime;

/** One server of a model: its consumer, and an observer that checks each message. */
final class ModelServer implements ConsumerListeners, DeliveryContext, ObserverNotifier {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);

    final String run;
    final ModelTime.Threads threads;

    /** Those that call the store. */
    final ModelTime.Threads storeThreads;

    final RunningConsumer consumer;
    private final Random random;
    private final ModelTime time;
    private final ModelRegister register;
    private final Duration term;
    private final Tails tails;

    /** The number of calls of the store that wait for a response. */
    private int blocked;

    private int attached;
    private boolean ending;
    private boolean ended;
    private int delivered;

    /** The message that must come next; empty: where a claim or a command says. */
    private String next = "";

    private int jumps;
    private int pausedUntil;
    private long movedUntil;

    private boolean throwNext;
    private @Nullable Runnable callNext;

    ModelServer(
            String run,
            Random random,
            ModelTime time,
            ModelRegister register,
            ModelStreams streams,
            ConsumerSettings.Consumer settings,
            Duration term) {
        this.run = run;
        this.random = random;
        this.time = time;
        this.register = register;
        this.term = term;
        threads = time.newThreads();
        storeThreads = time.newThreads();
        tails = new Tails(streams::open, threads, threads, BACKOFF);
        // Clocks of servers have nothing in common, and can overflow.
        long origin = random.nextBoolean() ? Long.MAX_VALUE - term.toNanos() : random.nextLong();
        ConsumerRegister own = new ConsumerRegister(
                "audit", run, register.of(this), term, () -> origin + time.now(), settings.initial());
        consumer = new RunningConsumer(
                settings,
                running -> new ConsumerControl(
                        settings,
                        own,
                        this,
                        StartPositions.IN_REGISTER,
                        threads,
                        new StoreThreads(storeThreads, Runnable::run),
                        storeThreads),
                () -> origin + time.now());
        consumer.control().start();
    }

    /** Runs a call of the store. */
    <T> T blocked(Supplier<T> call) {
        blocked++;
        boolean freezes = !isFrozen() && random.nextInt(4) == 0;
        if (freezes) {
            freeze();
        }
        try {
            return call.get();
        } finally {
            blocked--;
            if (freezes) {
                thaw();
            }
        }
    }

    @Override
    public ListenerStateMachine attach(ListenerSnapshot snapshot) {
        attached++;
        time.check(() -> assertThat(ending).as("the server ends").isFalse());
        time.check(() -> assertThat(attached).as("listeners").isEqualTo(1));
        next = "";
        return new ListenerStateMachine(
                "audit",
                "",
                snapshot,
                tails,
                threads,
                new ListenerLimits(1, BACKOFF, 10),
                new Delivery(DeliveryExecutor.of(threads), threads, this, this));
    }

    @Override
    public void detach(ListenerStateMachine listener) {
        attached--;
        listener.abandon();
    }

    @Override
    public void around(Runnable task) {
        task.run();
    }

    /** As the context of a consumer. The observer begins less than a quarter of the term after the check. */
    @Override
    public boolean inRequest(BooleanSupplier step) {
        if (!consumer.mayDeliver()) {
            return false;
        }
        time.meanwhile(term.dividedBy(4));
        return step.getAsBoolean();
    }

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        return true;
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        if (!token.isCurrent()) {
            return false;
        }
        receive(message.text());
        return true;
    }

    private void receive(String message) {
        time.check(() -> check(message));
        if (throwNext) {
            throwNext = false;
            throw new IllegalStateException("as scripted");
        }
        if (callNext != null) {
            Runnable call = callNext;
            callNext = null;
            call.run();
        }
        delivered++;
        register.completed(message);
        next = message.substring(0, 2) + (Integer.parseInt(message.substring(2)) + 1);
    }

    private void check(String message) {
        assertThat(ended).as("the server has ended").isFalse();
        assertThat(register.state().owner()).as("the owner").isEqualTo(run);
        assertThat(register.restarted()).as("resumed after the pause").isGreaterThanOrEqualTo(pausedUntil);
        assertThat(register.moves()).as("moved after the seek").isGreaterThanOrEqualTo(movedUntil);
        if (!message.equals(next)) {
            int jump = register.jumpTo(run, message, jumps);
            assertThat(jump)
                    .as("reason to deliver %s in place of %s", message, next)
                    .isNotNegative();
            jumps = jump + 1;
            next = message;
        }
    }

    int delivered() {
        return delivered;
    }

    void throwNext() {
        throwNext = true;
    }

    void callNext(Runnable call) {
        callNext = call;
    }

    void quiet() {
        throwNext = false;
        callNext = null;
    }

    /** When this has returned, nothing is delivered here before the register says so. */
    void pause() {
        consumer.pause();
        pausedUntil = register.restarted() + 1;
    }

    /** When this has returned, nothing of before is delivered here. */
    void seek(StreamPosition position, boolean counts) {
        consumer.seek(position);
        movedUntil = counts ? register.moves() + 1 : movedUntil;
    }

    boolean isFrozen() {
        return threads.isFrozen();
    }

    void freeze() {
        threads.freeze(true);
        storeThreads.freeze(true);
    }

    void thaw() {
        threads.freeze(false);
        storeThreads.freeze(false);
    }

    void kill() {
        threads.kill();
        storeThreads.kill();
        ended = true;
    }

    void end() {
        ending = true;
        storeThreads.freeze(false);
        consumer.control().end(() -> {
            ended = true;
            storeThreads.executeOrRetry(storeThreads, this::release);
        });
    }

    private void release() {
        if (blocked > 0) {
            // Waits for the turn that runs.
            storeThreads.executeOrRetry(storeThreads, this::release);
            return;
        }
        try {
            consumer.control().release();
        } catch (IllegalStateException failed) {
            time.check(() -> assertThat(failed).hasMessageMatching("late|as scripted"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return run + " " + consumer.getStatus() + " at " + consumer.getPosition() + ", " + threads;
    }
}

package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.support.ManualExecutor;

/** Deliveries while executors reject them, threads are interrupted or memory is short. */
class DeliveryThreadsFaultsTest {

    private final ManualExecutor clock = new ManualExecutor();
    private final Queue<Runnable> onContainer = new ArrayDeque<>();
    private final Queue<Runnable> onOwn = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    private boolean executorRejects;
    private boolean timerRejects;

    /** The number of calls of {@link #nanosOrError} until one throws; not positive: none does. */
    private int untilError;

    @AfterEach
    void clearInterrupt() {
        boolean unused = Thread.interrupted();
    }

    private DeliveryThreads threads(Executor container, Executor own, int containerLimit) {
        return threads(container, own, containerLimit, clock::nanoTime);
    }

    private DeliveryThreads threads(Executor container, Executor own, int containerLimit, LongSupplier nanos) {
        Timer timer = (delay, task) -> {
            reject(timerRejects);
            return clock.after(delay, task);
        };
        return new DeliveryThreads(
                new DeliveryThreads.Threads(Runnable::run, container, own, containerLimit, 2), timer, nanos);
    }

    private static Executor listener(DeliveryThreads threads) {
        return threads.executorFor("").withoutStream();
    }

    private static void reject(boolean rejects) {
        if (rejects) {
            throw new RejectedExecutionException("as the test wants it");
        }
    }

    /** The clock stands for all that can throw an Error in between. */
    private long nanosOrError() {
        untilError--;
        if (untilError == 0) {
            throw new OutOfMemoryError("as the test wants it");
        }
        return clock.nanoTime();
    }

    @Test
    void triesOnceASecondWhileTheContainerRejectsEveryWorker() {
        AtomicInteger attempts = new AtomicInteger();
        DeliveryThreads two = threads(
                task -> {
                    attempts.incrementAndGet();
                    reject(executorRejects);
                    onContainer.add(task);
                },
                onOwn::add,
                2);
        executorRejects = true;
        try (Logged log = Logged.warnings()) {
            for (String name : List.of("a", "b", "c")) {
                listener(two).execute(() -> done.add(name));
            }
            clock.advance(Duration.ofMillis(4_500));
            assertThat(log.sentences()).hasSizeLessThan(6);
        }
        assertThat(attempts).hasValueLessThan(20);
        executorRejects = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(onContainer).hasSize(2);
        onContainer.forEach(Runnable::run);
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void isStalledWhileADeliveryWaitsAndNoExecutorRunsAny() {
        DeliveryThreads one = threads(onContainer::add, onOwn::add, 1);
        listener(one).execute(() -> done.add("a"));
        clock.advance(Duration.ofSeconds(60));
        assertThat(one.isStalled()).isFalse();
        assertThat(one.waiting()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(one.isStalled()).isTrue();
        onOwn.remove().run();
        assertThat(one.isStalled()).isFalse();
        assertThat(one.waiting()).isZero();
        clock.advance(Duration.ofMinutes(2));
        assertThat(one.isStalled()).isFalse();
    }

    @Test
    void isNotStalledByAnObserverThatHangs() {
        DeliveryThreads one = threads(onContainer::add, onOwn::add, 1);
        AtomicBoolean stalled = new AtomicBoolean();
        listener(one).execute(() -> {
            clock.advance(Duration.ofMinutes(5));
            stalled.set(one.isStalled());
        });
        listener(one).execute(() -> done.add("after it"));
        onContainer.remove().run();
        assertThat(stalled).isFalse();
    }

    /** The observer of one session interrupts its thread; that of the next one must be able to wait. */
    @Test
    void theNextListenerDoesNotMeetAnInterrupt() {
        DeliveryThreads one = threads(onContainer::add, onOwn::add, 1);
        listener(one).execute(() -> Thread.currentThread().interrupt());
        listener(one)
                .execute(() -> done.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
        onContainer.remove().run();
        assertThat(done).containsExactly("not interrupted");
    }

    /** Where the container has no thread factory, slow listeners share the executor with the application. */
    @Test
    void otherTasksOfTheExecutorRunBetweenTheDeliveriesOfSlowListeners() {
        Executor shared = onContainer::add;
        Executor slow = listener(threads(shared, shared, 1));
        slow.execute(() -> clock.advance(Duration.ofMillis(31)));
        onContainer.remove().run();
        for (String name : List.of("a", "b", "c")) {
            slow.execute(() -> {
                clock.advance(Duration.ofMillis(11));
                done.add(name);
            });
        }
        onContainer.add(() -> done.add("the application's"));
        while (!onContainer.isEmpty()) {
            onContainer.remove().run();
        }
        assertThat(done).containsExactly("a", "the application's", "b", "c");
    }

    @Test
    void detectsALateWorkerAfterAnErrorOfACheck() {
        DeliveryThreads one = threads(onContainer::add, onOwn::add, 1, this::nanosOrError);
        listener(one).execute(() -> done.add("a"));
        untilError = 1;
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(10))).isInstanceOf(OutOfMemoryError.class);
        // The container starts nothing, which only a check detects.
        clock.advance(Duration.ofSeconds(2));
        assertThat(onOwn).hasSize(1);
        onOwn.remove().run();
        assertThat(done).containsExactly("a");
    }

    @Test
    void aWorkerThatEndsByAnErrorIsReplaced() {
        DeliveryThreads one = threads(onContainer::add, onOwn::add, 1, this::nanosOrError);
        listener(one).execute(() -> done.add("a"));
        // The second look at the clock is the one of a delivery that begins.
        untilError = 2;
        assertThatThrownBy(() -> onContainer.remove().run()).isInstanceOf(OutOfMemoryError.class);
        clock.advance(Duration.ofSeconds(1));
        onContainer.remove().run();
        assertThat(done).containsExactly("a");
    }

    @Test
    void keepsItsThreadIfNeitherContainerNorTimerAcceptsAnotherWorker() {
        DeliveryThreads one = threads(
                task -> {
                    reject(executorRejects);
                    onContainer.add(task);
                },
                onOwn::add,
                1);
        listener(one).execute(() -> {
            clock.advance(Duration.ofMillis(11));
            executorRejects = true;
            timerRejects = true;
        });
        listener(one).execute(() -> done.add("b"));
        onContainer.remove().run();
        assertThat(done).containsExactly("b");
    }
}

package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.internal.threads.Timer;

/** Slow observers cost only themselves. The threads are real where an observer hangs; time is moved by hand. */
class DeliveryThreadsTest {

    private final Clock clock = new Clock();
    private final ExecutorService container = Executors.newFixedThreadPool(4);
    private final ExecutorService own = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final DeliveryThreads threads = threads(container, own, 2, 32);
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    /** A clock that the test moves, and its timers. */
    private static final class Clock implements Timer {

        private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private long now;

        private record Due(long at, Runnable task) {}

        @Override
        public synchronized Runnable after(Duration delay, Runnable task) {
            Due timer = new Due(now + delay.toNanos(), task);
            due.add(timer);
            return () -> {
                synchronized (this) {
                    due.remove(timer);
                }
            };
        }

        synchronized long nanos() {
            return now;
        }

        void advance(Duration by) {
            long until = nanos() + by.toNanos();
            for (Due next = poll(until); next != null; next = poll(until)) {
                next.task().run();
            }
            synchronized (this) {
                now = until;
            }
        }

        private synchronized Due poll(long until) {
            Due next = due.peek();
            if (next == null || next.at() > until) {
                return null;
            }
            now = Math.max(now, next.at());
            return due.remove();
        }
    }

    private DeliveryThreads threads(Executor onContainer, Executor onOwn, int containerLimit, int ownLimit) {
        return new DeliveryThreads(
                new DeliveryThreads.Threads(Runnable::run, onContainer, onOwn, containerLimit, ownLimit),
                clock,
                clock::nanos);
    }

    @AfterEach
    void shutDown() {
        end.countDown();
        container.shutdownNow();
        own.shutdownNow();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Moves the clock in small steps until the condition holds, and returns the time that passed. */
    private Duration advanceUntil(Runnable condition) {
        long begin = clock.nanos();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> {
                    clock.advance(Duration.ofMillis(1));
                    condition.run();
                });
        return Duration.ofNanos(clock.nanos() - begin);
    }

    @Test
    void fiveObserversThatHangDoNotStopAQuickSession() {
        AtomicInteger hanging = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            threads.executorFor("hanging " + i).withoutStream().execute(() -> {
                hanging.incrementAndGet();
                hang();
            });
        }
        Executor quick = threads.executorFor("quick").withoutStream();
        quick.execute(() -> done.add("a"));
        advanceUntil(() -> assertThat(done).containsExactly("a"));
        advanceUntil(() -> assertThat(hanging).hasValue(5));
        quick.execute(() -> done.add("b"));
        advanceUntil(() -> assertThat(done).containsExactly("a", "b"));
    }

    @Test
    void tasksOfTheApplicationRunBesideObserversThatHang() {
        for (int i = 0; i < 20; i++) {
            threads.executorFor("hanging " + i).withoutStream().execute(this::hang);
        }
        advanceUntil(() ->
                assertThat(clock.nanos()).isGreaterThan(Duration.ofSeconds(2).toNanos()));
        container.execute(() -> done.add("the application's"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(done).hasSize(1));
    }

    @Test
    void fortySlowSessionsDelayAQuickOneOnlyUntilTheyAreKnown() {
        List<Executor> slow = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            slow.add(threads.executorFor("slow " + i).withoutStream());
        }
        Executor quick = threads.executorFor("quick").withoutStream();
        for (int round = 0; round < 3; round++) {
            int known = round;
            AtomicInteger finished = new AtomicInteger();
            slow.forEach(listener -> listener.execute(() -> {
                long until = clock.nanos() + Duration.ofMillis(200).toNanos();
                await().pollInterval(Duration.ofMillis(1)).until(() -> end.getCount() == 0 || clock.nanos() >= until);
                finished.incrementAndGet();
            }));
            done.clear();
            quick.execute(() -> done.add("a"));
            Duration latency = advanceUntil(() -> assertThat(done).hasSize(1));
            // At first each slow listener must be detected, two at a time. Waiting for all of them would take 4 s.
            assertThat(latency).isLessThan(Duration.ofMillis(known > 0 ? 200 : 2_000));
            advanceUntil(() -> assertThat(finished).hasValue(40));
        }
    }

    @Test
    void aListenerIsQuickAgainAfterTenQuickDeliveries() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        Queue<Runnable> onOwn = new ArrayDeque<>();
        Executor listener =
                threads(onContainer::add, onOwn::add, 1, 2).executorFor("").withoutStream();
        listener.execute(() -> clock.advance(Duration.ofMillis(31)));
        onContainer.remove().run();
        for (int i = 0; i < 10; i++) {
            listener.execute(() -> done.add("on a thread of its own"));
            onOwn.remove().run();
        }
        listener.execute(() -> done.add("on the container's"));
        assertThat(onOwn).isEmpty();
        onContainer.remove().run();
        assertThat(done).hasSize(11).endsWith("on the container's");
    }

    @Test
    void aThousandListenersNeedAFewTasksAndYieldToOthers() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        DeliveryThreads few = threads(onContainer::add, own, 2, 2);
        for (int i = 0; i < 1_000; i++) {
            String name = "" + i;
            few.executorFor(name).withoutStream().execute(() -> {
                clock.advance(Duration.ofMillis(1));
                done.add(name);
            });
        }
        assertThat(onContainer).hasSize(2);
        onContainer.remove().run();
        // The worker went to the end of the queue after a short time.
        assertThat(done).hasSizeBetween(10, 12);
        assertThat(onContainer).hasSize(2);
        while (!onContainer.isEmpty()) {
            onContainer.remove().run();
        }
        assertThat(done).hasSize(1_000);
        assertThat(List.copyOf(done).subList(0, 3)).containsExactly("0", "1", "2");
    }

    @Test
    void eachListenerIsServedOnceBeforeTheFirstIsServedAgain() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        DeliveryThreads one = threads(onContainer::add, own, 1, 2);
        Executor a = one.executorFor("a").withoutStream();
        Executor b = one.executorFor("b").withoutStream();
        a.execute(() -> {
            done.add("a");
            a.execute(() -> done.add("a"));
        });
        b.execute(() -> done.add("b"));
        onContainer.remove().run();
        assertThat(done).containsExactly("a", "b", "a");
    }

    @Test
    void theManyListenersOfAStreamDoNotDelayTheListenerOfAnother() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        DeliveryThreads one = threads(onContainer::add, own, 1, 2);
        for (int i = 0; i < 10_000; i++) {
            one.executorFor("").execute("crowded", () -> done.add("crowded"));
        }
        one.executorFor("").execute("quiet", () -> done.add("quiet"));
        onContainer.remove().run();
        assertThat(done).hasSize(10_001).startsWith("crowded", "quiet", "crowded");
    }

    @Test
    void continuesElsewhereWhenTheContainerDoesNotStartATask() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        Executor listener =
                threads(onContainer::add, Runnable::run, 1, 2).executorFor("").withoutStream();
        listener.execute(() -> done.add("a"));
        clock.advance(Duration.ofMillis(900));
        assertThat(done).isEmpty();
        clock.advance(Duration.ofMillis(200));
        assertThat(done).containsExactly("a");
        onContainer.remove().run();
        listener.execute(() -> done.add("b"));
        onContainer.remove().run();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void retriesADeliveryThatTheContainerRejects() {
        boolean[] full = {true};
        Executor listener = threads(
                        task -> {
                            if (full[0]) {
                                throw new RejectedExecutionException("full");
                            }
                            task.run();
                        },
                        Runnable::run,
                        1,
                        2)
                .executorFor("")
                .withoutStream();
        listener.execute(() -> done.add("a"));
        assertThat(done).isEmpty();
        full[0] = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(done).containsExactly("a");
    }

    @Test
    void aTaskThatFailsDoesNotEndTheWorkerOfOthers() {
        Queue<Runnable> onContainer = new ArrayDeque<>();
        DeliveryThreads one = threads(onContainer::add, own, 1, 2);
        one.executorFor("a").withoutStream().execute(() -> {
            throw new AssertionError("as the test wants it");
        });
        one.executorFor("b").withoutStream().execute(() -> done.add("b"));
        onContainer.remove().run();
        assertThat(done).containsExactly("b");
    }

    @Test
    void warnsOnceWhenDeliveriesWaitAndLogsTheEnd() {
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                if (message.getLevel().intValue() >= Level.INFO.intValue()) {
                    logged.add(message);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("org.streamlistening");
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        try {
            Queue<Runnable> onContainer = new ArrayDeque<>();
            Queue<Runnable> onOwn = new ArrayDeque<>();
            Executor listener = threads(onContainer::add, onOwn::add, 1, 1)
                    .executorFor("chat")
                    .withoutStream();
            listener.execute(() -> done.add("a"));
            clock.advance(Duration.ofMillis(4_900));
            assertThat(logged).isEmpty();
            clock.advance(Duration.ofMinutes(1));
            assertThat(logged).hasSize(1);
            assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
            assertThat(logged.get(0).getMessage()).contains("DS-037");
            onContainer.remove().run();
            onOwn.remove().run();
            assertThat(logged).hasSize(2);
            assertThat(logged.get(1).getLevel()).isEqualTo(Level.INFO);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
    }

    /** Executors and a timer that reject tasks. */
    private final class Rejecting implements Timer {

        private final Queue<Runnable> submitted = new ArrayDeque<>();
        private boolean executor;
        private boolean timer;

        @Override
        public Runnable after(Duration delay, Runnable task) {
            reject(timer);
            return clock.after(delay, task);
        }

        void execute(Runnable task) {
            reject(executor);
            submitted.add(task);
        }

        private void reject(boolean rejects) {
            if (rejects) {
                throw new RejectedExecutionException("as the test wants it");
            }
        }

        DeliveryThreads threads() {
            return new DeliveryThreads(
                    new DeliveryThreads.Threads(Runnable::run, this::execute, this::execute, 1, 2), this, clock::nanos);
        }

        void runAll() {
            while (!submitted.isEmpty()) {
                submitted.remove().run();
            }
        }
    }

    @Test
    void startsAWorkerAlthoughTheTimerRejectsTheCheck() {
        Rejecting rejecting = new Rejecting();
        DeliveryThreads one = rejecting.threads();
        rejecting.timer = true;
        one.executorFor("a").withoutStream().execute(() -> done.add("a"));
        assertThat(rejecting.submitted).hasSize(1);
        rejecting.timer = false;
        one.executorFor("b").withoutStream().execute(() -> done.add("b"));
        // The container starts nothing, which only a check detects.
        clock.advance(Duration.ofSeconds(2));
        assertThat(rejecting.submitted).hasSizeGreaterThan(1);
        rejecting.runAll();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void takesNoDeliveryThatNeitherExecutorNorTimerAccepts() {
        Rejecting rejecting = new Rejecting();
        Executor listener = rejecting.threads().executorFor("").withoutStream();
        rejecting.executor = true;
        rejecting.timer = true;
        assertThatThrownBy(() -> listener.execute(() -> done.add("rejected")))
                .isInstanceOf(RejectedExecutionException.class);
        rejecting.executor = false;
        rejecting.timer = false;
        listener.execute(() -> done.add("accepted"));
        clock.advance(Duration.ofSeconds(2));
        rejecting.runAll();
        assertThat(done).containsExactly("accepted");
    }

    /** A delivery that was accepted is delivered, and one that was rejected is not. */
    @Property(tries = 500)
    void losesNoAcceptedDelivery(@ForAll @Size(max = 100) List<@IntRange(max = 11) Integer> acts) {
        try (Logged muted = Logged.nothing()) {
            deliversExactlyTheAccepted(acts);
            assertThat(muted.sentences()).isEmpty();
        }
    }

    private void deliversExactlyTheAccepted(List<Integer> acts) {
        done.clear();
        Rejecting rejecting = new Rejecting();
        DeliveryThreads few = rejecting.threads();
        List<Executor> listeners = List.of(
                few.executorFor("a").withoutStream(),
                few.executorFor("b").withoutStream(),
                few.executorFor("c").withoutStream());
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            int act = acts.get(i);
            String name = "" + i;
            switch (act) {
                case 0, 1, 2, 3, 4 -> {
                    try {
                        listeners.get(act % 3).execute(() -> done.add(name));
                        accepted.add(name);
                    } catch (RejectedExecutionException again) {
                        assertThat(rejecting.timer).isTrue();
                    }
                }
                case 5 -> rejecting.executor = !rejecting.executor;
                case 6 -> rejecting.timer = !rejecting.timer;
                case 7, 8 -> {
                    if (!rejecting.timer) {
                        // A task of the timer has no caller that could try again.
                        clock.advance(Duration.ofMillis(500));
                    }
                }
                default -> {
                    if (!rejecting.submitted.isEmpty()) {
                        rejecting.submitted.remove().run();
                    }
                }
            }
        }
        rejecting.executor = false;
        rejecting.timer = false;
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(2));
            rejecting.runAll();
        }
        assertThat(done).containsExactlyInAnyOrderElementsOf(accepted);
    }
}

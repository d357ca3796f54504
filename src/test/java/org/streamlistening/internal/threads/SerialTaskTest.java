package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialTaskTest {

    private static final Duration ENDLESS = Duration.ofDays(1);

    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(3);
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private boolean executorRejects;
    private boolean timerRejects;
    private boolean repeats;

    private final SerialTask.Work work = new SerialTask.Work() {
        @Override
        public boolean step() {
            Runnable step = steps.poll();
            done.add(step == null ? "nothing" : "step");
            if (step != null) {
                step.run();
            }
            return !steps.isEmpty();
        }

        @Override
        public boolean failed(Throwable cause) {
            done.add("failed");
            return repeats;
        }
    };

    private final SerialTask task = task(ENDLESS);

    private SerialTask task(Duration atMost) {
        return new SerialTask(
                run -> {
                    if (executorRejects) {
                        throw new RejectedExecutionException("full");
                    }
                    submitted.add(run);
                },
                (delay, run) -> {
                    if (timerRejects) {
                        throw new RejectedExecutionException("no timer");
                    }
                    timers.add(run);
                    return () -> timers.remove(run);
                },
                atMost,
                work);
    }

    @AfterEach
    void shutDown() {
        callers.shutdownNow();
    }

    private void run() {
        submitted.remove().run();
    }

    @Test
    void runsOnceForSeveralSignalsBeforeTheRun() {
        task.signal();
        task.signal();
        run();
        assertThat(done).containsExactly("nothing");
        assertThat(submitted).isEmpty();
    }

    @Test
    void runsOnceMoreAfterASignalDuringTheRunAndNeverTwiceAtOnce() {
        steps.add(() -> {
            task.signal();
            assertThat(submitted).isEmpty();
        });
        task.signal();
        run();
        assertThat(submitted).hasSize(1);
        run();
        assertThat(done).containsExactly("step", "nothing");
        assertThat(submitted).isEmpty();
    }

    @Test
    void aSignalBeforeTheLastStepNeedsNoFurtherRun() {
        steps.add(() -> {
            steps.add(() -> {});
            task.signal();
        });
        task.signal();
        run();
        assertThat(done).containsExactly("step", "step");
        assertThat(submitted).isEmpty();
    }

    @Test
    void leavesTheThreadToOtherTasksAfterAWhile() {
        SerialTask brief = task(Duration.ofNanos(-1));
        steps.add(() -> {});
        steps.add(() -> {});
        brief.signal();
        run();
        assertThat(done).containsExactly("step");
        run();
        assertThat(done).containsExactly("step", "step");
        assertThat(submitted).isEmpty();
    }

    @Test
    void aRunThatTheExecutorRejectsFollowsLater() {
        executorRejects = true;
        task.signal();
        executorRejects = false;
        timers.remove().run();
        run();
        assertThat(done).containsExactly("nothing");
    }

    @Test
    void undoesTheCauseOfASignalThatNeitherExecutorNorTimerAccepts() {
        executorRejects = true;
        timerRejects = true;
        assertThatThrownBy(() -> task.signal(() -> done.add("undone"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(done).containsExactly("undone");
        executorRejects = false;
        task.signal(() -> done.add("undone"));
        run();
        assertThat(done).containsExactly("undone", "nothing");
    }

    @Test
    void repeatsAFailedRunAfterAPauseIfTheWorkAsksForIt() {
        repeats = true;
        steps.add(() -> {
            throw new AssertionError("as the test wants it");
        });
        task.signal();
        run();
        task.signal();
        assertThat(submitted).isEmpty();
        timers.remove().run();
        run();
        assertThat(done).containsExactly("step", "failed", "nothing");
        assertThat(submitted).isEmpty();
    }

    @Test
    void aFailedRunThatIsNotRepeatedWaitsForTheNextSignal() {
        steps.add(() -> {
            throw new AssertionError("as the test wants it");
        });
        task.signal();
        run();
        assertThat(submitted).isEmpty();
        task.signal();
        run();
        assertThat(done).containsExactly("step", "failed", "nothing");
    }

    /** A second signal comes while the executor and the timer reject the run of the first one. */
    private SerialTask withSignalDuringRejection(Runnable second) {
        boolean[] first = {true};
        return new SerialTask(
                run -> {
                    if (executorRejects) {
                        throw new RejectedExecutionException("full");
                    }
                    submitted.add(run);
                },
                (delay, run) -> {
                    if (first[0]) {
                        first[0] = false;
                        second.run();
                    }
                    throw new RejectedExecutionException("no timer");
                },
                ENDLESS,
                work);
    }

    @Test
    void aSignalDuringTheRejectionOfAnotherOneStartsARunForBoth() {
        SerialTask[] task = new SerialTask[1];
        task[0] = withSignalDuringRejection(() -> {
            executorRejects = false;
            task[0].signal(() -> done.add("second undone"));
        });
        executorRejects = true;
        task[0].signal(() -> done.add("first undone"));
        assertThat(submitted).hasSize(1);
        run();
        assertThat(done).containsExactly("nothing");
        task[0].signal();
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aSignalDuringTheRejectionOfAnotherOneIsUndoneToo() {
        SerialTask[] task = new SerialTask[1];
        task[0] = withSignalDuringRejection(
                () -> assertThatThrownBy(() -> task[0].signal(() -> done.add("second undone")))
                        .isInstanceOf(RejectedExecutionException.class));
        executorRejects = true;
        assertThatThrownBy(() -> task[0].signal(() -> done.add("first undone")))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(done).containsExactly("second undone", "first undone");
    }

    @Test
    void worksOnTheSameThreadForASignalDuringARunIfExecutorAndTimerReject() {
        steps.add(() -> {
            executorRejects = true;
            timerRejects = true;
            task.signal();
        });
        task.signal();
        run();
        assertThat(done).containsExactly("step", "nothing");
        executorRejects = false;
        task.signal();
        assertThat(submitted).hasSize(1);
    }

    @Test
    void repeatsAFailedRunWithoutAPauseIfTheTimerRejectsIt() {
        repeats = true;
        timerRejects = true;
        steps.add(() -> {
            throw new AssertionError("as the test wants it");
        });
        task.signal();
        run();
        run();
        assertThat(done).containsExactly("step", "failed", "nothing");
    }

    @Test
    void aSignalAfterARejectedRepetitionStartsARun() {
        repeats = true;
        steps.add(() -> {
            executorRejects = true;
            timerRejects = true;
            throw new AssertionError("as the test wants it");
        });
        task.signal();
        assertThatThrownBy(this::run).isInstanceOf(RejectedExecutionException.class);
        executorRejects = false;
        task.signal();
        run();
        assertThat(done).containsExactly("step", "failed", "nothing");
    }

    /** Every signal that did not throw is followed by a step, and no two steps run at the same time. */
    @Test
    void losesNoSignalWhileExecutorAndTimerRejectAtRandom() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        ThreadLocal<Boolean> ofTimer = ThreadLocal.withInitial(() -> false);
        Queue<Integer> queue = new ConcurrentLinkedQueue<>();
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        Set<Integer> wanted = ConcurrentHashMap.newKeySet();
        AtomicInteger working = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        BooleanSupplier rejects =
                () -> !ofTimer.get() && ThreadLocalRandom.current().nextInt(3) > 0;
        SerialTask flaky = new SerialTask(
                run -> {
                    if (rejects.getAsBoolean()) {
                        Thread.onSpinWait();
                        throw new RejectedExecutionException("full");
                    }
                    pool.execute(run);
                },
                (delay, run) -> {
                    if (rejects.getAsBoolean()) {
                        Thread.onSpinWait();
                        throw new RejectedExecutionException("no timer");
                    }
                    var unused = clock.schedule(
                            () -> {
                                ofTimer.set(true);
                                run.run();
                            },
                            50,
                            TimeUnit.MICROSECONDS);
                    return () -> {};
                },
                Duration.ZERO,
                new SerialTask.Work() {
                    @Override
                    public boolean step() {
                        overlaps.addAndGet(working.getAndIncrement());
                        Integer next = queue.poll();
                        if (next != null) {
                            handled.add(next);
                        }
                        working.decrementAndGet();
                        return !queue.isEmpty();
                    }

                    @Override
                    public boolean failed(Throwable cause) {
                        throw new AssertionError(cause);
                    }
                });
        try {
            for (int round = 0; round < 300; round++) {
                List<Future<?>> signals = new ArrayList<>();
                CyclicBarrier together = new CyclicBarrier(3);
                for (int i = 0; i < 3; i++) {
                    Integer number = round * 3 + i;
                    signals.add(callers.submit(() -> {
                        together.await();
                        queue.add(number);
                        try {
                            flaky.signal(() -> queue.remove(number));
                            wanted.add(number);
                        } catch (RejectedExecutionException undone) {
                            assertThat(queue).doesNotContain(number);
                        }
                        return null;
                    }));
                }
                for (Future<?> signal : signals) {
                    signal.get();
                }
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(handled).containsAll(wanted));
                assertThat(queue).isEmpty();
            }
            assertThat(handled).isEqualTo(wanted);
            assertThat(overlaps).hasValue(0);
        } finally {
            pool.shutdownNow();
            clock.shutdownNow();
        }
    }
}

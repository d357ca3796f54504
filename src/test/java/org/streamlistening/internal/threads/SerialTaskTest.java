package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialTaskTest {

    private static final Duration ENDLESS = Duration.ofDays(1);

    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
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
}

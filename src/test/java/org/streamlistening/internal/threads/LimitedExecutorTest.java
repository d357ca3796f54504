package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LimitedExecutorTest {

    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private boolean rejects;
    private final LimitedExecutor executor = new LimitedExecutor(this::submit, 2);

    private void submit(Runnable task) {
        if (rejects) {
            throw new RejectedExecutionException("full");
        }
        submitted.add(task);
    }

    private void execute(int number) {
        executor.execute(() -> done.add(number));
    }

    private void runAll() {
        while (!submitted.isEmpty()) {
            submitted.remove().run();
        }
    }

    @Test
    void runsTwoTasksAtATimeInOrder() {
        for (int i = 0; i < 5; i++) {
            execute(i);
        }
        assertThat(submitted).hasSize(2);
        runAll();
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aRejectedTaskTakesNoPlace() {
        rejects = true;
        for (int i = 0; i < 3; i++) {
            int number = i;
            assertThatThrownBy(() -> execute(number)).isInstanceOf(RejectedExecutionException.class);
        }
        rejects = false;
        execute(3);
        execute(4);
        assertThat(submitted).hasSize(2);
        runAll();
        assertThat(done).containsExactly(3, 4);
    }

    @Test
    void runsWaitingTasksOnTheSameThreadIfTheExecutorRejectsThem() {
        for (int i = 0; i < 4; i++) {
            execute(i);
        }
        rejects = true;
        runAll();
        assertThat(done).containsExactly(0, 1, 2, 3);
        rejects = false;
        execute(4);
        execute(5);
        assertThat(submitted).hasSize(2);
    }

    @Test
    void continuesAfterATaskThatThrows() {
        executor.execute(() -> {
            throw new AssertionError("as the test wants it");
        });
        execute(1);
        execute(2);
        runAll();
        assertThat(done).containsExactly(1, 2);
    }

    @Property(tries = 500)
    void runsEachAcceptedTaskOnce(@ForAll @Size(max = 100) List<@IntRange(max = 5) Integer> acts) {
        done.clear();
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            switch (acts.get(i)) {
                case 0, 1, 2 -> {
                    try {
                        execute(i);
                        accepted.add(i);
                    } catch (RejectedExecutionException full) {
                        assertThat(rejects).isTrue();
                    }
                }
                case 3 -> rejects = !rejects;
                default -> {
                    if (!submitted.isEmpty()) {
                        submitted.remove().run();
                    }
                }
            }
            assertThat(submitted).hasSizeLessThanOrEqualTo(2);
        }
        rejects = false;
        runAll();
        assertThat(done).isEqualTo(accepted);
    }
}

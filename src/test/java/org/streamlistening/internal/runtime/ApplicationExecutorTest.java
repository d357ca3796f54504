package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Nothing is submitted to the container after the application. */
class ApplicationExecutorTest {

    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void submitsEachTaskWhileTheApplicationRuns() {
        ApplicationExecutor executor = new ApplicationExecutor(submitted::add);
        executor.execute(() -> done.add("a"));
        assertThat(done).isEmpty();
        submitted.remove().run();
        assertThat(done).containsExactly("a");
    }

    @Test
    void submitsNothingAfterTheApplication() {
        ApplicationExecutor executor = new ApplicationExecutor(submitted::add);
        executor.close();
        executor.execute(() -> done.add("late"));
        assertThat(submitted).isEmpty();
    }

    @Test
    void aTaskThatWaitsUntilTheApplicationEndsDoesNotRun() {
        ApplicationExecutor executor = new ApplicationExecutor(submitted::add);
        executor.execute(() -> done.add("late"));
        executor.close();
        submitted.remove().run();
        assertThat(done).isEmpty();
    }

    @Test
    void doesNotEndInTheMiddleOfASubmission() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ApplicationExecutor executor = new ApplicationExecutor(task -> {
            begun.countDown();
            await(goOn);
            submitted.add(task);
        });
        CompletableFuture<Void> submission = CompletableFuture.runAsync(() -> executor.execute(() -> {}));
        await(begun);
        CompletableFuture<Void> end = CompletableFuture.runAsync(executor::close);
        assertThatThrownBy(() -> end.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        goOn.countDown();
        submission.get(10, TimeUnit.SECONDS);
        end.get(10, TimeUnit.SECONDS);
        assertThat(submitted).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

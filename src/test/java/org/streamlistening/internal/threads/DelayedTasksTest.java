package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class DelayedTasksTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void neverRunsATaskThatTheClockRejected() {
        ScheduledThreadPoolExecutor ended = new ScheduledThreadPoolExecutor(1);
        ended.shutdown();
        DelayedTasks tasks = new DelayedTasks(ended);
        assertThatThrownBy(() -> tasks.after(Duration.ofHours(1), () -> done.add("rejected"), Runnable::run))
                .isInstanceOf(RejectedExecutionException.class);
        tasks.runNow();
        assertThat(done).isEmpty();
    }
}

package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.threads.LibraryThreads;

/** Tasks that no thread can run: one that is dropped in silence would leave its listener waiting for ever. */
class IoThreadsTest {

    /** A factory of a container that has threads for the timer only. */
    private static final class Exhausted implements ThreadFactory {

        private final List<Thread> made = new ArrayList<>();

        @Override
        public @Nullable Thread newThread(Runnable task) {
            if (!made.isEmpty()) {
                return null;
            }
            Thread thread = new Thread(task);
            made.add(thread);
            return thread;
        }
    }

    private final IoThreads threads = new IoThreads(LibraryThreads.of(new Exhausted()));

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void aTaskWithoutAThreadIsRejected() {
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aTaskAfterTheStopOfTheApplicationIsDropped() {
        List<String> ran = new ArrayList<>();
        threads.close();
        assertThatCode(() -> {
                    threads.execute(() -> ran.add("task"));
                    threads.after(Duration.ZERO, () -> ran.add("timer")).run();
                })
                .doesNotThrowAnyException();
        assertThat(ran).isEmpty();
    }
}

package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class LibraryThreadsTest {

    /** A thread of a container. */
    private static final class Managed extends Thread {

        Managed(Runnable task) {
            super(null, task, "managed");
        }
    }

    private final LibraryThreads threads = LibraryThreads.of(Managed::new);

    @Test
    void areAllMadeByTheFactoryAndHaveTheirNames() throws Exception {
        ExecutorService perTask = threads.perTask("a");
        ExecutorService pool = threads.pool("b");
        try {
            assertThat(perTask.submit(Thread::currentThread).get())
                    .isInstanceOf(Managed.class)
                    .hasFieldOrPropertyWithValue("name", "a");
            assertThat(pool.submit(Thread::currentThread).get())
                    .isInstanceOf(Managed.class)
                    .hasFieldOrPropertyWithValue("name", "b");
        } finally {
            perTask.shutdown();
            pool.shutdown();
        }
        assertThat(threads.named("c").newThread(() -> {})).isInstanceOf(Managed.class);
        assertThat(threads.timers("d").newThread(() -> {})).isInstanceOf(Managed.class);
    }

    /** Their waits end when the connection is closed: nothing has to watch their interrupt flags. */
    @Test
    void countAsThreadsOfTheLibrary() throws Exception {
        ExecutorService perTask = threads.perTask("a");
        try {
            assertThat(perTask.submit(WaitingThreads::missesInterrupts).get()).isFalse();
        } finally {
            perTask.shutdown();
        }
        assertThat(WaitingThreads.missesInterrupts())
                .as("a thread of another owner")
                .isTrue();
    }

    /** The specification lets a factory return null, for example while its application ends. */
    @Test
    void rejectTheTaskIfTheFactoryMakesNoThread() {
        ThreadFactory none = task -> null;
        assertThatThrownBy(() -> LibraryThreads.of(none).named("a").newThread(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    /** That of a container throws while its application stops: callers treat it as any other lack of a thread. */
    @Test
    void rejectTheTaskIfTheFactoryHasStopped() {
        ThreadFactory stopped = task -> {
            throw new IllegalStateException("the thread factory is stopped");
        };
        ExecutorService pool = LibraryThreads.of(stopped).perTask("a");
        try {
            assertThatThrownBy(() -> pool.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasRootCauseMessage("the thread factory is stopped");
        } finally {
            pool.shutdown();
        }
    }
}

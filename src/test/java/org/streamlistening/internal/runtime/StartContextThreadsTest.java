package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads whose makers are threads that the start of the application has made. */
@Timeout(30)
class StartContextThreadsTest {

    private final List<String> makers = new CopyOnWriteArrayList<>();
    private final IoThreads io = new IoThreads(Optional.of(task -> {
        makers.add(Thread.currentThread().getName());
        return new Thread(task);
    }));
    private final ThreadFactory threads = io.factory().orElseThrow();

    @AfterEach
    void end() {
        Thread.interrupted();
        io.close();
    }

    @Test
    void theStartMakesTheTimerAndTheTimerTheOthers() {
        CompletableFuture<String> first = new CompletableFuture<>();
        io.execute(() -> first.complete(Thread.currentThread().getName()));
        assertThat(first.join()).isEqualTo("durable-streams-io");
        assertThat(makers).containsExactly(Thread.currentThread().getName(), "durable-streams-timer");
    }

    @Test
    void aThreadOfTheLibraryMakesOthersItself() {
        CompletableFuture<Thread> made = new CompletableFuture<>();
        io.execute(() -> made.complete(threads.newThread(() -> {})));
        assertThat(made.join()).isNotNull();
        assertThat(makers).last().isEqualTo("durable-streams-io");
    }

    @Test
    void anInterruptedCallerGetsItsThreadAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        assertThat(threads.newThread(() -> {})).isNotNull();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void noThreadIsMadeAfterTheStopOfTheApplication() {
        io.close();
        assertThatThrownBy(() -> threads.newThread(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    /** Every caller gets a thread or an exception, whenever the application stops. */
    @Test
    void noCallerWaitsForEverWhileTheApplicationStops() {
        for (int round = 0; round < 500; round++) {
            IoThreads stopping = new IoThreads(Optional.of(Thread::new));
            ThreadFactory factory = stopping.factory().orElseThrow();
            CompletableFuture<Object> caller = CompletableFuture.supplyAsync(() -> factory.newThread(() -> {}));
            stopping.close();
            assertThat(caller.handle((thread, failure) -> thread != null || failure != null).join()).isTrue();
        }
    }
}

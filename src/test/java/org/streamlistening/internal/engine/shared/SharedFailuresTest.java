package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.engine.shared.TwoServers.await;
import static org.streamlistening.internal.engine.shared.TwoServers.failure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.shared.ScriptedStore.Operation;
import org.streamlistening.internal.store.StoreException;

/** A store that fails, or a server that ends: each request ends, and later ones work. */
class SharedFailuresTest {

    private final TwoServers servers = new TwoServers();
    private final SharedServer here = servers.here;
    private final SharedServer there = servers.there;

    /** How the store can fail. */
    enum Failure {
        UNAVAILABLE(StoreException.unavailable("as if")),
        UNKNOWN_OUTCOME(StoreException.unknownOutcome()),
        BROKEN(new IllegalStateException("as if")),
        MEMORY(new OutOfMemoryError("as if"));

        private final Throwable thrown;

        Failure(Throwable thrown) {
            this.thrown = thrown;
        }

        void fail() {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    @AfterEach
    void close() {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachRequestEndsWithTheFailureOfTheStoreAndLaterOnesWork(Failure failure) {
        here.create("a", "1").join();
        here.store().script(operation -> failure.fail());
        List<Supplier<CompletableFuture<?>>> requests = List.of(
                () -> here.create("b", "1"),
                () -> here.fork("c", "a"),
                () -> here.append("a", "2"),
                () -> here.close("a"),
                () -> here.delete("a"),
                () -> here.open("a"));
        for (Supplier<CompletableFuture<?>> request : requests) {
            assertThat(failure(request.get())).isSameAs(failure.thrown);
        }
        here.sweep();
        here.store().script(operation -> {});
        assertThat(servers.memory.ids()).containsExactly("a");
        assertThat(here.append("a", "2").join().changed()).isTrue();
        assertThat(here.create("b", "1").join().changed()).isTrue();
        assertThat(here.fork("c", "a").join().changed()).isTrue();
        assertThat(here.read("c")).isEqualTo("12");
        there.delete("c").join();
        here.sweep();
        assertThat(here.close("a").join().closed()).isTrue();
        assertThat(here.delete("a").join().changed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aSweepThatFailsAtAnyStepIsRepeated(Failure failure) {
        for (int step = 0; step < 12; step++) {
            there.create("a", "1", Optional.empty(), TwoServers.unusedFor(1)).join();
            servers.pass(Duration.ofSeconds(1));
            AtomicInteger until = new AtomicInteger(step);
            here.store().script(operation -> {
                if (until.getAndDecrement() == 0) {
                    failure.fail();
                }
            });
            here.sweep();
            here.sweep();
            assertThat(servers.memory.ids()).isEmpty();
        }
    }

    @Test
    void anAppendWithAnUnknownOutcomeWakesReadersOfThisServer() {
        here.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        here.store().script(operation -> {
            if (operation == Operation.COMMITTED) {
                throw StoreException.unknownOutcome();
            }
        });
        assertThat(failure(here.append("a", "2"))).isInstanceOf(StoreException.class);
        here.settle();
        assertThat(woken).isDone();
        assertThat(SharedServer.text(stream.content())).isEqualTo("12");
    }

    @Test
    void afterAReadThatFailedTheNextWaiterReadsAgain() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        there.append("a", "2").join();
        here.store().script(operation -> Failure.UNAVAILABLE.fail());
        assertThat(failure(here.open("a"))).isInstanceOf(StoreException.class);
        here.store().script(operation -> {});
        CompletableFuture<Void> woken = await(stream);
        here.settle();
        assertThat(woken).isDone();
    }

    @Test
    void aRefreshThatFailsLeavesReadersWaitingUntilTheSweep() {
        there.create("a", "1").join();
        CompletableFuture<Void> woken = await(here.open("a").join());
        here.store().script(operation -> Failure.MEMORY.fail());
        there.append("a", "2").join();
        here.settle();
        assertThat(woken).isNotDone();
        here.store().script(operation -> {});
        here.sweep();
        assertThat(woken).isDone();
    }

    @Test
    void requestsUnderWayEndWithTheServer() throws Exception {
        here.create("a", "1").join();
        HeldOperation read = new HeldOperation(Operation.FIND);
        here.store().script(read);
        CompletableFuture<ReadableStream> running = here.open("a");
        read.awaitReached();
        CompletableFuture<ReadableStream> next = here.open("a");
        CompletableFuture<?> dependent =
                next.handle((stream, failure) -> here.open("a").isDone());
        CompletableFuture<?> append = here.append("a", "2");
        CompletableFuture<?> deletion = here.delete("b");
        Thread closing = new Thread(here::close);
        closing.start();
        // It waits for the workers after it has told them to accept no more.
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        read.release();
        closing.join();
        assertThat(running.join().id()).isEqualTo("a");
        assertThat(next).isCompletedExceptionally();
        assertThat(dependent).isDone();
        assertThat(append).isDone();
        assertThat(deletion).isCompletedExceptionally();
        assertThat(there.read("a")).isEqualTo("12");
    }
}

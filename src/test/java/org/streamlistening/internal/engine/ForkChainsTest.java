package org.streamlistening.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.serve.exchange.ProtocolErrorMapper;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** Chains of forks, of the length that a directory of an earlier version can have, and up to the limit for new ones. */
@Tag("load")
class ForkChainsTest {

    private static final int MANY = 5_000;

    @TempDir
    private Path directory;

    @Test
    void aChainOfManyForksIsDeletedWithTheLastOne() {
        StreamRegistry streams = inMemory(MANY);
        grow(streams, MANY);
        for (int i = 0; i < MANY; i++) {
            streams.delete("s" + i).toCompletableFuture().join();
        }
        assertThat(status(streams, "s0")).isEqualTo(410);
        assertThat(streams.find("s" + MANY).content().state().tail()).isEqualTo(MANY + 1);
        onALittleStack(() -> streams.delete("s" + MANY).toCompletableFuture().join());
        for (int i = 0; i <= MANY; i += 1000) {
            assertThat(status(streams, "s" + i)).as("s%s", i).isEqualTo(404);
        }
        assertThat(streams.create("s0", plain(Optional.empty(), "x")).join().news())
                .isTrue();
    }

    @Test
    void aDirectoryWithAChainOfManyForksIsReadAndEmptied() {
        try (StoreHarness store = StoreHarness.openWithForkDepth(directory, MANY)) {
            grow(store.streams(), MANY);
            CompletableFuture<?>[] deletions = new CompletableFuture<?>[MANY];
            for (int i = 0; i < MANY; i++) {
                deletions[i] = store.streams().delete("s" + i).toCompletableFuture();
            }
            CompletableFuture.allOf(deletions).join();
        }
        String last = "s" + MANY;
        onALittleStack(() -> {
            // The limit is for new forks.
            try (StoreHarness store = StoreHarness.openWithForkDepth(directory, 1)) {
                assertThat(store.read(last, MANY - 5)).hasSize(6);
                store.append(last, "y");
                assertThat(store.read(last, MANY - 5)).isEqualTo("xxxxxxy");
                assertThatThrownBy(() -> store.fork("too deep", last, 3)).hasMessageContaining("max-fork-depth");
                store.delete(last);
            }
            try (StoreHarness store = StoreHarness.openWithForkDepth(directory, 1)) {
                assertThat(status(store.streams(), "s0")).isEqualTo(404);
                assertThat(status(store.streams(), last)).isEqualTo(404);
            }
        });
    }

    @Test
    void aForkThatIsTooDeepIsRejectedUnlessItExistsAlready() {
        StreamRegistry streams = inMemory(2);
        grow(streams, 2);
        assertThatThrownBy(() -> streams.create("s3", forkOf("s2")).join())
                .isInstanceOfSatisfying(RequestRejectedException.class, rejection -> {
                    assertThat(rejection.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(rejection.text())
                            .isEqualTo("the stream to fork comes from 2 forks, one out of the other, and no more than 2"
                                    + " are allowed (max-fork-depth)");
                });
        assertThat(streams.create("s2", forkOf("s1")).join().news()).isFalse();
        assertThat(streams.create("beside s2", forkOf("s1")).join().news()).isTrue();
    }

    private static StreamRegistry inMemory(int maxForkDepth) {
        return new StreamRegistry(new EngineContext(
                new MemoryStore(),
                waiters -> {},
                Instant::now,
                Retention.EVERYTHING,
                new EngineLimits(100_000, maxForkDepth, ServerOptions.PRODUCER_MAX_AGE, 100)));
    }

    /** A stream and a chain of forks, each with one byte of its own. */
    private static void grow(StreamRegistry streams, int forks) {
        streams.create("s0", plain(Optional.empty(), "x")).join();
        for (int i = 1; i <= forks; i++) {
            streams.create("s" + i, forkOf("s" + (i - 1))).join();
        }
    }

    private static CreateRequest forkOf(String source) {
        return plain(Optional.of(new ForkRequest(source, Optional.empty(), 0)), "x");
    }

    private static CreateRequest plain(Optional<ForkRequest> fork, String body) {
        return new CreateRequest(Optional.of(TEXT), StreamLifetime.FOREVER, fork, false, body.getBytes(UTF_8));
    }

    private static int status(StreamRegistry streams, String id) {
        try {
            streams.find(id);
            return 200;
        } catch (RequestRejectedException rejection) {
            return ProtocolErrorMapper.map(rejection).orElseThrow().status();
        }
    }

    /** Runs with the small stack of a container thread. */
    private static void onALittleStack(Runnable work) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, work, "small stack", 256 * 1024);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        assertThat(failure.get()).isNull();
    }
}

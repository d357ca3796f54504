package org.streamlistening.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.server.Retention;

/** A change that fails before the store accepts it, for lack of memory for example, leaves nothing behind. */
class FailedChangesTest {

    /** More than the clock readings of a request. */
    private static final int READINGS = 12;

    private static final CreateRequest PLAIN = create(Optional.empty());
    private static final CreateRequest FORK = create(Optional.of(new ForkRequest("source", Optional.empty(), 0)));

    /** The number of clock readings, and of changes, until the one that fails; negative if none fails. */
    private final AtomicInteger untilClockFails = new AtomicInteger(-1);

    private final AtomicInteger untilStoreFails = new AtomicInteger(-1);

    private final HeldStore store = new HeldStore();
    private final StreamRegistry streams = streams();

    private static CreateRequest create(Optional<ForkRequest> fork) {
        return create(fork, "a");
    }

    private static CreateRequest create(Optional<ForkRequest> fork, String text) {
        return new CreateRequest(Optional.of(TEXT), StreamLifetime.FOREVER, fork, false, text.getBytes(UTF_8));
    }

    private StreamRegistry streams() {
        return streams(Retention.EVERYTHING);
    }

    private StreamRegistry streams(Retention retention) {
        store.beforeSubmit(() -> failAt(untilStoreFails));
        return new StreamRegistry(new EngineContext(
                store,
                waiters -> {},
                () -> {
                    failAt(untilClockFails);
                    return Instant.now();
                },
                retention,
                StoreHarness.LIMITS));
    }

    private static void failAt(AtomicInteger steps) {
        if (steps.getAndDecrement() == 0) {
            throw new OutOfMemoryError("as if");
        }
    }

    @Test
    void aCreationThatFailsAtAnyStepCanBeRepeated() {
        for (int step = 0; step < READINGS; step++) {
            boolean failed = failsIfTheClockFailsAfter(step, () -> streams.create("a", PLAIN));
            assertThat(streams.create("a", PLAIN).join().changed()).isEqualTo(failed);
            assertThat(streams.readable("a").content().state().tail()).isEqualTo(1);
            streams.delete("a").join();
        }
    }

    @Test
    void aForkThatFailsAtAnyStepReleasesItsSource() {
        for (int step = 0; step < READINGS; step++) {
            assertThat(streams.create("source", PLAIN).join().changed()).isTrue();
            boolean failed = failsIfTheClockFailsAfter(step, () -> streams.create("fork", FORK));
            assertThat(streams.create("fork", FORK).join().changed()).isEqualTo(failed);
            assertThat(streams.readable("fork").content().state().tail()).isEqualTo(2);
            streams.delete("fork").join();
            streams.delete("source").join();
        }
    }

    @Test
    void aDeletionThatTheStoreDoesNotAcceptClaimsNoSource() {
        for (int failing = 0; failing < 3; failing++) {
            assertThat(streams.create("source", PLAIN).join().changed()).isTrue();
            streams.create("fork", FORK).join();
            untilStoreFails.set(0);
            assertThatThrownBy(() -> streams.delete("fork")).isInstanceOf(OutOfMemoryError.class);
            assertThat(streams.readable("fork").content().state().tail()).isEqualTo(2);
            streams.delete("fork").join();
            streams.delete("source").join();
        }
    }

    @Test
    void aDeletionSucceedsIfOnlyThatOfItsHiddenSourceFails() {
        streams.create("source", PLAIN).join();
        streams.create("fork", FORK).join();
        streams.delete("source").join();
        untilStoreFails.set(1);
        assertThatCode(() -> streams.delete("fork").join()).doesNotThrowAnyException();
        assertThat(streams.create("fork", PLAIN).join().changed()).isTrue();
    }

    @Test
    void theNextSweepDropsAHiddenSourceWhoseDeletionFailed() {
        streams.create("source", PLAIN).join();
        streams.create("fork", FORK).join();
        streams.delete("source").join();
        untilStoreFails.set(1);
        streams.delete("fork").join();
        assertThatThrownBy(() -> streams.create("source", PLAIN).join())
                .hasRootCauseInstanceOf(RequestRejectedException.class);
        streams.sweep();
        assertThat(streams.create("source", PLAIN).join().changed()).isTrue();
        assertThat(store.changes())
                .filteredOn(StreamChange.Dropped.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aForkWhoseDeletionFailsHasAllItsBytes() throws IOException {
        StreamRegistry trimmed = streams(new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(700)));
        trimmed.create("source", create(Optional.empty(), "s".repeat(300))).join();
        trimmed.create("fork", FORK).join();
        trimmed.append("source", append("x".repeat(300))).join();
        trimmed.append("source", append("y".repeat(300))).join();
        store.hold();
        CompletableFuture<?> deletion = trimmed.delete("fork");
        trimmed.sweep();
        store.fail();
        assertThat(deletion).isCompletedExceptionally();
        trimmed.sweep();
        assertThat(text(trimmed, "fork")).isEqualTo("s".repeat(300) + "a");
        trimmed.delete("fork").join();
        trimmed.sweep();
        assertThat(text(trimmed, "source")).isEqualTo("x".repeat(300) + "y".repeat(300));
        trimmed.delete("source").join();
    }

    private static AppendRequest append(String text) {
        return new AppendRequest(Optional.of(TEXT), text.getBytes(UTF_8), false, null, null);
    }

    private static String text(StreamRegistry streams, String id) throws IOException {
        ReadableContent content = streams.readable(id).content();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamBytes bytes = content.page(content.earliest(), 100_000).bytes();
        while (bytes.remaining() > 0) {
            bytes.writeNext(out, 1000);
        }
        return out.toString(UTF_8);
    }

    private boolean failsIfTheClockFailsAfter(int readings, Runnable request) {
        untilClockFails.set(readings);
        try {
            request.run();
            return false;
        } catch (OutOfMemoryError failure) {
            return true;
        } finally {
            untilClockFails.set(-1);
        }
    }
}

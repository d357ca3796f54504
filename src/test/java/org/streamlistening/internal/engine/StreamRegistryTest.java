package org.streamlistening.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.serve.exchange.ProtocolErrorMapper;
import org.streamlistening.internal.serve.read.ForwardingLog;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** Concurrent operations on a stream, in an order that the test determines. */
class StreamRegistryTest {

    private static final ContentType TEXT = ContentType.parse("text/plain");
    private static final ContentType JSON = ContentType.parse("application/json");
    private static final StreamLifetime MINUTE = new StreamLifetime(OptionalLong.of(60), Optional.empty());

    private final HeldStore store = new HeldStore();
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final StreamRegistry streams = streams(Retention.EVERYTHING);

    @Test
    void aCloseIsReportedOnlyAfterItIsDurable() {
        create("a", TEXT, "");
        store.hold();
        CompletableFuture<CommittedChange> closing = append("a", "last", true);
        CompletableFuture<CommittedChange> late = append("a", "too late", false);
        assertThat(late).isNotDone();
        store.fail();
        assertThat(status(closing)).isEqualTo(503);
        assertThat(status(late)).isEqualTo(503);
        assertThat(append("a", "not too late", false).join().tail()).isEqualTo(12);
        append("a", "", true).join();
        assertThat(status(append("a", "too late", false))).isEqualTo(409);
    }

    @Test
    void aStreamIsInvisibleToReadersUntilItIsKept() {
        store.hold();
        CompletableFuture<CommittedChange> created = create("a", TEXT, "");
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
        store.keep();
        assertThat(created).isCompleted();
        assertThat(streams.readable("a").id()).isEqualTo("a");
    }

    @Test
    void aForkForWhichThereIsNoMemoryKeepsNothingOfItsSource() {
        AtomicBoolean noMemory = new AtomicBoolean();
        StreamRegistry scarce = new StreamRegistry(new EngineContext(
                store,
                waiters -> {},
                () -> {
                    if (noMemory.getAndSet(false)) {
                        throw new OutOfMemoryError("as if");
                    }
                    return now;
                },
                () -> now,
                Retention.EVERYTHING,
                new EngineLimits(100, 10, ServerOptions.PRODUCER_MAX_AGE, 10)));
        CreateRequest plain =
                new CreateRequest(Optional.of(TEXT), StreamLifetime.FOREVER, Optional.empty(), false, new byte[1]);
        ForkRequest ofA = new ForkRequest("a", Optional.empty(), 0);
        scarce.create("a", plain).join();
        noMemory.set(true);
        assertThatThrownBy(() -> scarce.create(
                        "b",
                        new CreateRequest(
                                Optional.of(TEXT), StreamLifetime.FOREVER, Optional.of(ofA), false, new byte[1])))
                .isInstanceOf(OutOfMemoryError.class);
        scarce.delete("a").toCompletableFuture().join();
        assertThat(scarce.create("a", plain).join().changed()).isTrue();
    }

    @Test
    void anAppendAtTheEndOfALifetimeIsEitherRejectedOrKept() throws Exception {
        create("a", TEXT, "x", MINUTE);
        DurableStream stream = streams.find("a");
        now = now.plusSeconds(61);
        Thread sweeper = new Thread(streams::sweep, "sweeper");
        FutureTask<CompletableFuture<CommittedChange>> append =
                new FutureTask<>(() -> stream.append(bytes("y", false)));
        Thread writer = new Thread(append, "writer");
        // Stops the expiry between its reading of the clock and the end of the stream.
        synchronized (stream.content()) {
            sweeper.start();
            await().until(() -> sweeper.getState() == Thread.State.BLOCKED);
            writer.start();
            await().until(() -> writer.getState() == Thread.State.BLOCKED);
        }
        sweeper.join();
        writer.join();
        boolean kept = status(append.get()) == 200;
        assertThat(stream.isGone()).isNotEqualTo(kept);
    }

    @Test
    void aReaderThatWaitsKeepsAStreamAliveAndSoDoesItsEnd() {
        create("a", TEXT, "x", MINUTE);
        DurableStream stream = streams.find("a");
        Runnable waiter = () -> {};
        stream.addWaiter(1, waiter);
        now = now.plusSeconds(100);
        assertThat(stream.isOver()).isFalse();
        stream.forget(waiter);
        now = now.plusSeconds(59);
        // The next long-poll of the same reader.
        assertThat(streams.find("a")).isSameAs(stream);
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> streams.find("a")).hasMessage("there is no such stream");
    }

    @Test
    void theStoreIsNotifiedThatAReaderWaits() {
        create("a", TEXT, "x", MINUTE);
        DurableStream stream = streams.find("a");
        stream.addWaiter(1, () -> {});
        now = now.plusSeconds(50);
        streams.sweep();
        assertThat(store.changes()).endsWith(new StreamChange.Touched(stream.number(), now));
    }

    @Test
    void aReaderWhoseMessagesAreRemovedMeanwhileIsNotified() {
        StreamRegistry trimmed = streams(new Retention(Optional.empty(), OptionalLong.of(100), OptionalLong.empty()));
        String hundred = "[" + "1,".repeat(99) + "1]";
        DurableStream[] stream = new DurableStream[1];
        boolean[] once = {false};
        store.readThrough(log -> new Interrupted(log, () -> {
            if (!once[0] && stream[0] != null) {
                once[0] = true;
                stream[0]
                        .append(new AppendRequest(Optional.of(JSON), utf8(hundred), false, null, null))
                        .join();
            }
        }));
        trimmed.create(
                        "a",
                        new CreateRequest(
                                Optional.of(JSON), StreamLifetime.FOREVER, Optional.empty(), false, utf8(hundred)))
                .join();
        stream[0] = trimmed.find("a");
        assertThatThrownBy(() -> stream[0].content().page(2, 1000))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejection -> assertThat(rejection.reason()).isEqualTo(RequestRejectedException.Reason.TRIMMED));
    }

    @Test
    void anAgeBeyondTheRangeOfTimeKeepsEverything() {
        Retention forever = new Retention(
                Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), OptionalLong.empty(), OptionalLong.empty());
        StreamRegistry kept = streams(forever);
        kept.create(
                        "a",
                        new CreateRequest(
                                Optional.of(TEXT), StreamLifetime.FOREVER, Optional.empty(), false, utf8("x")))
                .join();
        kept.find("a").append(bytes("y", false)).join();
        kept.sweep();
        assertThat(kept.find("a").content().earliest()).isZero();
    }

    /** The source releases bytes meanwhile: the fork either has them, or is rejected. */
    @Test
    void aForkThatMeetsTheRetentionOfItsSourceBeginsWithinItsOwnBytes() throws Exception {
        Retention last = new Retention(Optional.empty(), OptionalLong.of(1), OptionalLong.empty());
        StreamRegistry trimmed = new StreamRegistry(
                new EngineContext(new MemoryStore(), waiters -> {}, () -> now, last, StoreHarness.LIMITS));
        trimmed.create(
                        "a",
                        new CreateRequest(
                                Optional.of(TEXT), StreamLifetime.FOREVER, Optional.empty(), false, utf8("x")))
                .join();
        DurableStream source = trimmed.find("a");
        AtomicBoolean done = new AtomicBoolean();
        FutureTask<Void> writer = new FutureTask<>(
                () -> {
                    while (!done.get()) {
                        source.append(bytes("x", false)).join();
                    }
                },
                null);
        new Thread(writer, "writer").start();
        try {
            for (int i = 0; i < 10_000; i++) {
                String id = "fork-" + i;
                trimmed.create(id, forkOf("a")).join();
                ReadableContent fork = trimmed.find(id).content();
                assertThat(fork.earliest()).isLessThan(fork.state().tail());
                trimmed.delete(id).toCompletableFuture().join();
            }
        } finally {
            done.set(true);
        }
        writer.get();
    }

    @Test
    void aDeletionIsReportedOnlyAfterItIsDurable() {
        create("a", TEXT, "x");
        store.hold();
        CompletableFuture<CommittedChange> deleted = delete("a");
        assertThat(streams.readable("a").content().state().tail()).isEqualTo(1);
        List<CompletableFuture<CommittedChange>> later =
                List.of(delete("a"), append("a", "y", false), create("a", TEXT, "z"), fork("b", "a"));
        assertThat(later).noneMatch(CompletableFuture::isDone);
        store.fail();
        assertThat(status(deleted)).isEqualTo(503);
        assertThat(later).allMatch(change -> status(change) == 503);
        assertThat(append("a", "y", false).join().tail()).isEqualTo(2);
        assertThat(status(delete("a"))).isEqualTo(200);
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
    }

    @Test
    void aRequestDuringADeletionIsDecidedAfterIt() {
        create("a", TEXT, "x");
        DurableStream first = streams.find("a");
        store.hold();
        CompletableFuture<CommittedChange> deleted = delete("a");
        CompletableFuture<CommittedChange> again = delete("a");
        CompletableFuture<CommittedChange> late = append("a", "y", false);
        CompletableFuture<CommittedChange> created = create("a", JSON, "[1,2]");
        CompletableFuture<CommittedChange> forked = fork("b", "a");
        assertThat(first.addWaiter(1, () -> {}))
                .as("waits for what is not kept yet")
                .isTrue();
        store.keep();
        assertThat(status(deleted)).isEqualTo(200);
        assertThat(status(again)).isEqualTo(404);
        assertThat(status(late)).isEqualTo(404);
        assertThat(status(forked)).isEqualTo(404);
        assertThat(created.join().changed()).isTrue();
        DurableStream second = streams.readable("a");
        assertThat(second.config().contentType()).isEqualTo(JSON);
        assertThat(store.changes())
                .extracting(StreamChange::stream)
                .as("the creation comes behind the deletion")
                .containsExactly(first.number(), first.number(), second.number());
    }

    @Test
    void theDeletionOfAForkedStreamIsReportedOnlyAfterItIsDurable() {
        create("a", TEXT, "x");
        fork("b", "a").join();
        store.hold();
        CompletableFuture<CommittedChange> hidden = delete("a");
        assertThat(streams.readable("a").id()).isEqualTo("a");
        CompletableFuture<CommittedChange> late = append("a", "y", false);
        CompletableFuture<CommittedChange> created = create("a", TEXT, "");
        assertThat(late).isNotDone();
        assertThat(created).isNotDone();
        store.keep();
        assertThat(status(hidden)).isEqualTo(200);
        assertThat(status(late)).isEqualTo(410);
        assertThat(status(created)).isEqualTo(409);
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("this stream was deleted");
        // It is removed with its last fork, and its id is free again.
        assertThat(status(delete("b"))).isEqualTo(200);
        assertThat(create("a", TEXT, "").join().changed()).isTrue();
    }

    @Test
    void anExpiredStreamIsNotReadWhileItsEndIsMadeDurable() {
        create("a", TEXT, "x", MINUTE);
        now = now.plusSeconds(60);
        store.hold();
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
        assertThat(store.changes()).hasSize(2);
        CompletableFuture<CommittedChange> created = create("a", TEXT, "yz");
        store.keep();
        assertThat(created.join().tail()).isEqualTo(2);
        assertThat(streams.readable("a").content().state().tail()).isEqualTo(2);
    }

    @Test
    void aWaitingReaderDoesNotExtendAnExpiryDate() {
        StreamLifetime until = new StreamLifetime(OptionalLong.empty(), Optional.of(now.plusSeconds(60)));
        create("a", TEXT, "x", until);
        streams.find("a").addWaiter(1, () -> {});
        now = now.plusSeconds(60);
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
    }

    /** Runs an action whenever the engine searches for the end of a message. */
    private static final class Interrupted extends ForwardingLog {

        private final Runnable action;

        Interrupted(StreamLog log, Runnable action) {
            super(log);
            this.action = action;
        }

        @Override
        public long messagesUpTo(long position) {
            action.run();
            return super.messagesUpTo(position);
        }
    }

    private StreamRegistry streams(Retention retention) {
        return new StreamRegistry(new EngineContext(store, waiters -> {}, () -> now, retention, StoreHarness.LIMITS));
    }

    private CompletableFuture<CommittedChange> create(String id, ContentType type, String body) {
        return create(id, type, body, StreamLifetime.FOREVER);
    }

    private CompletableFuture<CommittedChange> create(
            String id, ContentType type, String body, StreamLifetime lifetime) {
        return streams.create(id, new CreateRequest(Optional.of(type), lifetime, Optional.empty(), false, utf8(body)));
    }

    private static CreateRequest forkOf(String source) {
        ForkRequest fork = new ForkRequest(source, Optional.empty(), 0);
        return new CreateRequest(Optional.empty(), StreamLifetime.FOREVER, Optional.of(fork), false, utf8(""));
    }

    private CompletableFuture<CommittedChange> fork(String id, String source) {
        return streams.create(id, forkOf(source));
    }

    private CompletableFuture<CommittedChange> delete(String id) {
        return streams.delete(id).toCompletableFuture();
    }

    private CompletableFuture<CommittedChange> append(String id, String body, boolean closes) {
        return streams.find(id).append(bytes(body, closes));
    }

    private static AppendRequest bytes(String body, boolean closes) {
        return new AppendRequest(Optional.of(TEXT), utf8(body), closes, null, null);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int status(CompletableFuture<CommittedChange> change) {
        try {
            change.join();
            return 200;
        } catch (CompletionException failure) {
            return ProtocolErrorMapper.map(failure.getCause()).orElseThrow().status();
        }
    }
}

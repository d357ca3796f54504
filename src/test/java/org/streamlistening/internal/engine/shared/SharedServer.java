package org.streamlistening.internal.engine.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ContentPage;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.threads.StoreWorkers;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** One of the servers of a {@link SharedMemory}, without HTTP. Its streams contain text. */
final class SharedServer implements AutoCloseable {

    static final ContentType TEXT = ContentType.parse("text/plain");
    static final EngineLimits LIMITS = new EngineLimits(100_000, 1000, ServerOptions.PRODUCER_MAX_AGE, 100);

    /** More than the tasks that follow from each other, such as a sweep and the refresh of a stream. */
    private static final int ROUNDS = 4;

    private static final int PATIENCE_SECONDS = 20;

    private final ScriptedStore store;
    private final StoreWorkers workers;
    private final int threads;
    private final SharedStreams streams;

    SharedServer(SharedMemory memory, InstantSource clock, Retention retention, EngineLimits limits, int threads) {
        this.store = new ScriptedStore(memory.server());
        this.workers = new StoreWorkers(threads);
        this.threads = threads;
        this.streams = new SharedStreams(
                new SharedContext(store, waiters -> waiters.forEach(Runnable::run), workers, clock, retention, limits),
                new CommitCounters());
    }

    ScriptedStore store() {
        return store;
    }

    SharedStreams streams() {
        return streams;
    }

    CompletableFuture<CommittedChange> create(String id, String body) {
        return create(id, body, Optional.empty(), StreamLifetime.FOREVER);
    }

    /** A fork at the tail of its source. */
    CompletableFuture<CommittedChange> fork(String id, String source) {
        return create(id, "", Optional.of(new ForkRequest(source, Optional.empty(), 0)), StreamLifetime.FOREVER);
    }

    CompletableFuture<CommittedChange> create(
            String id, String body, Optional<ForkRequest> fork, StreamLifetime lifetime) {
        CreateRequest request = new CreateRequest(Optional.of(TEXT), lifetime, fork, false, body.getBytes(UTF_8));
        return streams.create(id, request).toCompletableFuture();
    }

    CompletableFuture<CommittedChange> append(String id, String body) {
        return append(id, body, null, false);
    }

    CompletableFuture<CommittedChange> append(
            String id, String body, @Nullable ProducerRequest producer, boolean closes) {
        AppendRequest request = new AppendRequest(Optional.of(TEXT), body.getBytes(UTF_8), closes, producer, null);
        return streams.append(id, request).toCompletableFuture();
    }

    CompletableFuture<CommittedChange> close(String id) {
        return append(id, "", null, true);
    }

    CompletableFuture<CommittedChange> delete(String id) {
        return streams.delete(id).toCompletableFuture();
    }

    CompletableFuture<ReadableStream> open(String id) {
        return streams.open(id).toCompletableFuture();
    }

    /** Everything that is kept. */
    String read(String id) {
        return text(open(id).join().content());
    }

    static String text(ReadableContent content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (ContentPage page = content.page(content.earliest(), 100);
                    !page.isEmpty();
                    page = content.page(page.next(), 100)) {
                while (page.bytes().remaining() > 0) {
                    page.bytes().writeNext(out, 64);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return out.toString(UTF_8);
    }

    /** Sweeps often enough for all of its steps, and waits for the end. */
    void sweep() {
        for (int run = 0; run < 2; run++) {
            streams.sweep();
            settle();
        }
    }

    /** Waits for the tasks that the server has accepted, and those that follow from them. */
    void settle() {
        for (int round = 0; round < ROUNDS; round++) {
            awaitFreeWorkers();
        }
    }

    /** All workers run a task of this method at the same time: none of them runs an earlier one. */
    private void awaitFreeWorkers() {
        CountDownLatch together = new CountDownLatch(threads);
        FutureTask<?>[] tasks = new FutureTask<?>[threads];
        for (int i = 0; i < threads; i++) {
            tasks[i] = new FutureTask<>(() -> {
                together.countDown();
                return together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            });
            workers.execute(tasks[i]);
        }
        try {
            for (FutureTask<?> task : tasks) {
                task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (Exception hangs) {
            throw new IllegalStateException("the workers are busy", hangs);
        }
    }

    @Override
    public void close() {
        streams.close();
    }
}

package org.streamlistening.internal.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.streamlistening.internal.engine.content.ContentPage;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.serve.ServerClock;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** Streams in a directory, without HTTP: opened, used, and opened again. */
public final class StoreHarness implements AutoCloseable {

    public static final ContentType JSON = ContentType.parse("application/json");
    public static final ContentType TEXT = ContentType.parse("text/plain");

    public static final EngineLimits LIMITS = new EngineLimits(100_000, 100_000, ServerOptions.PRODUCER_MAX_AGE, 100);

    private final ServerThreads threads = new ServerThreads();
    private final DiskStore store;
    private final StreamRegistry streams;

    private StoreHarness(DiskOptions options) {
        this(options, LIMITS);
    }

    private StoreHarness(DiskOptions options, EngineLimits limits) {
        this(options, options.clock(), limits);
    }

    private StoreHarness(DiskOptions options, InstantSource clock, EngineLimits limits) {
        store = new DiskStore(options, threads);
        streams = new StreamRegistry(
                new EngineContext(store, threads, clock, options.clock(), options.retention(), limits));
    }

    /** Small files, of which a short test covers many. */
    public static StoreHarness open(Path directory) {
        return open(directory, Retention.EVERYTHING);
    }

    static StoreHarness openWithForkDepth(Path directory, int maxForkDepth) {
        DiskOptions options = new DiskOptions(directory, Retention.EVERYTHING, Instant::now);
        return new StoreHarness(options, new EngineLimits(100_000, maxForkDepth, ServerOptions.PRODUCER_MAX_AGE, 100));
    }

    /** Files as long as they are by default. */
    static StoreHarness openWithLargeFiles(Path directory) {
        return new StoreHarness(new DiskOptions(directory, Retention.EVERYTHING, Instant::now));
    }

    public static StoreHarness open(Path directory, Retention retention) {
        return open(directory, retention, Instant::now);
    }

    public static StoreHarness open(Path directory, Retention retention, ServerClock clock) {
        DiskOptions options = new DiskOptions(directory, retention, clock::calendar, 8 * 1024, 1024, 4 * 1024);
        return new StoreHarness(options, clock, LIMITS);
    }

    public static StoreHarness open(Path directory, Retention retention, InstantSource clock) {
        return new StoreHarness(new DiskOptions(directory, retention, clock, 8 * 1024, 1024, 4 * 1024));
    }

    StoreHealth health() {
        return store.health();
    }

    public StreamRegistry streams() {
        return streams;
    }

    public CommittedChange create(String id, ContentType type, String body) {
        return create(id, type, body, Optional.empty(), StreamLifetime.FOREVER);
    }

    public CommittedChange fork(String id, String source, long offset) {
        ReadableContent content = streams.find(source).content();
        long message = content.log().endOf(content.log().messagesUpTo(offset));
        StreamOffset anchor = StreamOffset.parse(content.token(message));
        ForkRequest fork = new ForkRequest(source, Optional.of(anchor), offset - message);
        return create(id, TEXT, "", Optional.of(fork), StreamLifetime.FOREVER);
    }

    public CommittedChange create(
            String id, ContentType type, String body, Optional<ForkRequest> fork, StreamLifetime lifetime) {
        return streams.create(id, new CreateRequest(Optional.of(type), lifetime, fork, false, bytes(body)))
                .join();
    }

    public CommittedChange append(String id, String body) {
        return append(id, body, null, null, false);
    }

    public CommittedChange append(String id, String body, ProducerRequest step, String seq, boolean closes) {
        DurableStream stream = streams.find(id);
        Optional<ContentType> type = Optional.of(stream.config().contentType());
        return stream.append(new AppendRequest(type, bytes(body), closes, step, seq))
                .join();
    }

    public void delete(String id) {
        streams.delete(id).toCompletableFuture().join();
    }

    /** Everything from a position on, page by page, without the brackets that JSON has around it. */
    public String read(String id, long from) {
        ReadableContent content = streams.find(id).content();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ContentPage page = content.page(from, 100);
            while (!page.isEmpty()) {
                while (page.bytes().remaining() > 0) {
                    page.bytes().writeNext(out, 64);
                }
                if (content.state().tail() > page.next()
                        && streams.find(id).config().contentType().isJson()) {
                    out.write(',');
                }
                page = content.page(page.next(), 100);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    public StreamState state(String id) {
        return streams.find(id).content().state();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}

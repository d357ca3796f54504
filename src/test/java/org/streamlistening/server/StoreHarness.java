package org.streamlistening.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Streams in a directory, without HTTP: opened, used, and opened again. */
final class StoreHarness implements AutoCloseable {

    static final ContentType JSON = ContentType.parse("application/json");
    static final ContentType TEXT = ContentType.parse("text/plain");

    static final StreamLimits LIMITS = new StreamLimits(100_000, 100_000, ServerOptions.PRODUCER_MAX_AGE, 100);

    private final ServerThreads threads = new ServerThreads();
    private final DiskStore store;
    private final Streams streams;

    private StoreHarness(DiskOptions options) {
        this(options, LIMITS);
    }

    private StoreHarness(DiskOptions options, StreamLimits limits) {
        this(options, options.clock(), limits);
    }

    private StoreHarness(DiskOptions options, InstantSource clock, StreamLimits limits) {
        store = new DiskStore(options, threads);
        streams = new Streams(new Surroundings(store, threads, clock, options.clock(), options.retention(), limits));
    }

    /** Small files, so that a test sees many of them. */
    static StoreHarness open(Path directory) {
        return open(directory, Retention.EVERYTHING);
    }

    static StoreHarness openWithForkDepth(Path directory, int maxForkDepth) {
        DiskOptions options = new DiskOptions(directory, Retention.EVERYTHING, Instant::now);
        return new StoreHarness(options, new StreamLimits(100_000, maxForkDepth, ServerOptions.PRODUCER_MAX_AGE, 100));
    }

    /** Files as long as they are by default. */
    static StoreHarness openWithLargeFiles(Path directory) {
        return new StoreHarness(new DiskOptions(directory, Retention.EVERYTHING, Instant::now));
    }

    static StoreHarness open(Path directory, Retention retention) {
        return open(directory, retention, Instant::now);
    }

    static StoreHarness open(Path directory, Retention retention, ServerClock clock) {
        DiskOptions options = new DiskOptions(directory, retention, clock::calendar, 8 * 1024, 1024, 4 * 1024);
        return new StoreHarness(options, clock, LIMITS);
    }

    static StoreHarness open(Path directory, Retention retention, InstantSource clock) {
        return new StoreHarness(new DiskOptions(directory, retention, clock, 8 * 1024, 1024, 4 * 1024));
    }

    StoreHealth health() {
        return store.health();
    }

    Streams streams() {
        return streams;
    }

    Receipt create(String id, ContentType type, String body) {
        return create(id, type, body, Optional.empty(), Lifetime.FOREVER);
    }

    Receipt fork(String id, String source, long offset) {
        StreamContent content = streams.find(source).content();
        long message = content.log().endOf(content.log().messagesUpTo(offset));
        Position anchor = Position.parse(content.token(message));
        ForkRequest fork = new ForkRequest(source, Optional.of(anchor), offset - message);
        return create(id, TEXT, "", Optional.of(fork), Lifetime.FOREVER);
    }

    Receipt create(String id, ContentType type, String body, Optional<ForkRequest> fork, Lifetime lifetime) {
        return streams.create(id, new NewStream(Optional.of(type), lifetime, fork, false, bytes(body)))
                .join();
    }

    Receipt append(String id, String body) {
        return append(id, body, null, null, false);
    }

    Receipt append(String id, String body, ProducerStep step, String seq, boolean closes) {
        DurableStream stream = streams.find(id);
        Optional<ContentType> type = Optional.of(stream.config().contentType());
        return stream.append(new NewBytes(type, bytes(body), closes, step, seq)).join();
    }

    void delete(String id) {
        streams.delete(id).toCompletableFuture().join();
    }

    /** Everything from a position on, page by page, without the brackets that JSON has around it. */
    String read(String id, long from) {
        StreamContent content = streams.find(id).content();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Page page = content.page(from, 100);
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

    StreamState state(String id) {
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

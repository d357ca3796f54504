package org.streamlistening.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.streamlistening.server.StreamAccess.Operation;

/** What each method does to the stream that a path names. */
final class StreamProtocol implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(StreamProtocol.class.getName());
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final ServerThreads threads;
    private final Cors cors;
    private final StreamStore store;
    private final Streams streams;
    private final CreateStream create;
    private final AppendToStream append;
    private final ReadStream read;
    private final AtomicBoolean toldOfRegistration = new AtomicBoolean();

    /** @param writesBlock whether the container blocks in writes, see {@link ServerThreads} */
    StreamProtocol(ServerOptions options, boolean writesBlock) {
        this(options, writesBlock, systemClock());
    }

    private StreamProtocol(ServerOptions options, boolean writesBlock, ServerClock clock) {
        this(options, writesBlock, clock, threads -> store(options, threads, clock::calendar));
    }

    StreamProtocol(ServerOptions options, boolean writesBlock, Function<ServerThreads, StreamStore> stores) {
        this(options, writesBlock, systemClock(), stores);
    }

    private StreamProtocol(
            ServerOptions options,
            boolean writesBlock,
            ServerClock clock,
            Function<ServerThreads, StreamStore> stores) {
        threads = new ServerThreads(writesBlock);
        cors = new Cors(options.corsOrigins());
        store = opened(stores, threads);
        streams = recover(new Surroundings(
                store, threads, clock, clock::calendar, options.retention(), StreamLimits.of(options)));
        create = new CreateStream(streams, options.maxBodyBytes());
        append = new AppendToStream(streams, options.maxBodyBytes());
        read = new ReadStream(options, threads, new Cursor(InstantSource.system(), RandomGenerator.getDefault()));
        threads.every(SWEEP, streams::sweep);
    }

    private static ServerClock systemClock() {
        return new ServerClock(InstantSource.system(), System::nanoTime);
    }

    private static StreamStore store(ServerOptions options, ServerThreads threads, InstantSource calendar) {
        return options.store()
                .<StreamStore>map(path -> new DiskStore(
                        new DiskOptions(path, options.retention(), calendar)
                                .forgettingProducersAfter(options.producerMaxAge()),
                        threads))
                .orElseGet(MemoryStore::new);
    }

    /** A store that cannot be opened leaves no thread behind. */
    private static StreamStore opened(Function<ServerThreads, StreamStore> stores, ServerThreads threads) {
        try {
            return stores.apply(threads);
        } catch (RuntimeException | Error unusable) {
            threads.close();
            throw unusable;
        }
    }

    /** A store that cannot be read lets go of its directory. */
    private Streams recover(Surroundings surroundings) {
        try {
            return new Streams(surroundings);
        } catch (RuntimeException | Error unreadable) {
            close();
            throw unreadable;
        }
    }

    void handle(Exchange exchange) {
        try {
            exchange.response().setHeader(Headers.SERVER, "durable-streams-cdi");
            secure(exchange.response());
            cors.allow(exchange.header("Origin"), exchange.response());
            ServerRequest request = exchange.request();
            if (request.method().equals("OPTIONS")) {
                cors.preflight(exchange.response());
                exchange.end(204);
            } else {
                handle(exchange, request.method(), StreamPath.idOf(request));
            }
        } catch (RuntimeException | Error failure) {
            exchange.refuse(failure);
        }
    }

    private void handle(Exchange exchange, String method, String id) {
        ServerRequest request = exchange.request();
        request.authorize(operation(method), id);
        refuseIfItCannotWait(request);
        refuseCodings(exchange, method);
        switch (method) {
            case "PUT" -> create.handle(exchange, id);
            case "POST" -> append.handle(exchange, id);
            case "GET" -> read.handle(exchange, streams.readable(id), request.isPublic());
            case "HEAD" -> head(exchange, streams.readable(id));
            default -> exchange.end(streams.delete(id), receipt -> exchange.end(204));
        }
    }

    /** Before anything is done: an append that cannot wait for the disk would be there, and answered as if it were not. */
    private void refuseIfItCannotWait(ServerRequest request) {
        if (request.canWait()) {
            return;
        }
        if (toldOfRegistration.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the embedded Durable Streams server refuses every request, since none can wait: its servlet, or a"
                            + " filter before it, lacks async-supported; set it in web.xml or its annotation, or call"
                            + " setAsyncSupported(true)");
        }
        throw new Refusal(500, "the server's registration lacks async-supported");
    }

    /** What is stored is sent as it is: a reader would get packed bytes, and nothing would say so. */
    private static void refuseCodings(Exchange exchange, String method) {
        boolean coded = exchange.request().headers("Content-Encoding").stream()
                .flatMap(codings -> Arrays.stream(codings.split(",", -1)))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
        if (coded && (method.equals("PUT") || method.equals("POST"))) {
            throw new Refusal(
                    415, "a body must come without a Content-Encoding", Map.of("Accept-Encoding", "identity"));
        }
    }

    private static Operation operation(String method) {
        return switch (method) {
            case "PUT" -> Operation.CREATE;
            case "POST" -> Operation.APPEND;
            case "GET", "HEAD" -> Operation.READ;
            case "DELETE" -> Operation.DELETE;
            default -> throw new Refusal(405, "a stream has no such method", Map.of("Allow", Cors.METHODS));
        };
    }

    private static void head(Exchange exchange, DurableStream stream) {
        StreamContent content = stream.content();
        Lifetime lifetime = stream.config().lifetime();
        exchange.setHeader("Content-Type", stream.config().contentType().header());
        exchange.setHeader("Cache-Control", "no-store");
        lifetime.ttlSeconds().ifPresent(seconds -> exchange.setHeader(Headers.TTL, Long.toString(seconds)));
        lifetime.expiresAt().ifPresent(end -> exchange.setHeader(Headers.EXPIRES_AT, end.toString()));
        if (content.earliest() > 0) {
            exchange.setHeader(Headers.EARLIEST_OFFSET, content.token(content.earliest()));
        }
        exchange.offset(content.token(content.state().tail()));
        exchange.mark(Headers.CLOSED, content.state().closed());
        exchange.end(200);
    }

    /**
     * Protocol, section 12.7. Whoever writes says of what type a stream is: where a browser takes it for a page, that has
     * no scripts and no part in the application's origin.
     */
    private static void secure(ServerResponse response) {
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    /** The servlet container blocks in writes, see {@link ServerThreads}. */
    void expectBlockingWrites() {
        threads.expectBlockingWrites();
    }

    /** Whether streams can be written to, for a health check. */
    StoreHealth health() {
        return store.health();
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}

package org.streamlistening.internal.serve;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.streamlistening.internal.engine.EngineContext;
import org.streamlistening.internal.engine.StreamRegistry;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.serve.exchange.ServerRequest;
import org.streamlistening.internal.serve.exchange.ServerResponse;
import org.streamlistening.internal.serve.exchange.StreamPath;
import org.streamlistening.internal.serve.read.CacheCursor;
import org.streamlistening.internal.serve.read.ReadHandler;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess.Operation;

/** Dispatches a request by its method to the stream that its path names. */
public final class StreamResource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(StreamResource.class.getName());
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final ServerThreads threads;
    private final CorsHeaders cors;
    private final StreamStore store;
    private final StreamRegistry streams;
    private final CreateHandler create;
    private final AppendHandler append;
    private final ReadHandler read;
    private final AtomicBoolean warnedOfRegistration = new AtomicBoolean();

    /** @param writesBlock whether the container blocks in writes, see {@link ServerThreads} */
    public StreamResource(ServerOptions options, boolean writesBlock) {
        this(options, writesBlock, systemClock());
    }

    private StreamResource(ServerOptions options, boolean writesBlock, ServerClock clock) {
        this(options, writesBlock, clock, threads -> store(options, threads, clock::calendar));
    }

    public StreamResource(ServerOptions options, boolean writesBlock, Function<ServerThreads, StreamStore> stores) {
        this(options, writesBlock, systemClock(), stores);
    }

    private StreamResource(
            ServerOptions options,
            boolean writesBlock,
            ServerClock clock,
            Function<ServerThreads, StreamStore> stores) {
        threads = new ServerThreads(writesBlock);
        cors = new CorsHeaders(options.corsOrigins());
        store = opened(stores, threads);
        streams = recover(new EngineContext(
                store, threads, clock, clock::calendar, options.retention(), EngineLimits.of(options)));
        create = new CreateHandler(streams, options.maxBodyBytes());
        append = new AppendHandler(streams, options.maxBodyBytes());
        read = new ReadHandler(options, threads, new CacheCursor(InstantSource.system(), RandomGenerator.getDefault()));
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

    /** A store that cannot be read releases its directory. */
    private StreamRegistry recover(EngineContext context) {
        try {
            return new StreamRegistry(context);
        } catch (RuntimeException | Error unreadable) {
            close();
            throw unreadable;
        }
    }

    public void handle(ServerExchange exchange) {
        try {
            exchange.response().setHeader(ProtocolNames.SERVER, "durable-streams-cdi");
            secure(exchange.response());
            cors.allow(exchange.header("Origin"), exchange.response());
            ServerRequest request = exchange.request();
            if (request.method().equals("OPTIONS")) {
                cors.preflight(exchange.response());
                exchange.respond(204);
            } else {
                handle(exchange, request.method(), StreamPath.idOf(request));
            }
        } catch (RuntimeException | Error failure) {
            exchange.fail(failure);
        }
    }

    private void handle(ServerExchange exchange, String method, String id) {
        ServerRequest request = exchange.request();
        request.authorize(operation(method), id);
        rejectIfItCannotWait(request);
        if (method.equals("PUT") || method.equals("POST")) {
            exchange.rejectContentEncoding();
        }
        switch (method) {
            case "PUT" -> create.handle(exchange, id);
            case "POST" -> append.handle(exchange, id);
            case "GET" -> read.handle(exchange, streams.readable(id), request.isPublic());
            case "HEAD" -> HeadHandler.handle(exchange, streams.readable(id));
            default -> exchange.respondAfter(streams.delete(id), committed -> exchange.respond(204));
        }
    }

    /**
     * Checked first: an append that cannot wait for the disk would be stored, and its client would receive an error.
     */
    private void rejectIfItCannotWait(ServerRequest request) {
        if (request.canWait()) {
            return;
        }
        if (warnedOfRegistration.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the embedded Durable Streams server rejects every request, since none can wait: its servlet, or a"
                            + " filter before it, lacks async-supported; set it in web.xml or its annotation, or call"
                            + " setAsyncSupported(true)");
        }
        throw new ProtocolError(500, "the server's registration lacks async-supported");
    }

    private static Operation operation(String method) {
        return switch (method) {
            case "PUT" -> Operation.CREATE;
            case "POST" -> Operation.APPEND;
            case "GET", "HEAD" -> Operation.READ;
            case "DELETE" -> Operation.DELETE;
            default ->
                throw new ProtocolError(405, "a stream has no such method", Map.of("Allow", CorsHeaders.METHODS));
        };
    }

    /**
     * Security headers (Protocol, section 12.7). A writer chooses the content type of a stream: if a browser shows it
     * as a page, the page has no scripts and does not belong to the origin of the application.
     */
    private static void secure(ServerResponse response) {
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    /** Reports that the servlet container blocks in writes, see {@link ServerThreads}. */
    public void expectBlockingWrites() {
        threads.expectBlockingWrites();
    }

    /** Whether streams accept writes, for a health check. */
    StoreHealth health() {
        return store.health();
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}

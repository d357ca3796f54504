package org.streamlistening.internal.serve;

import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.metrics.ServerCounters;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.serve.exchange.ServerRequest;
import org.streamlistening.internal.serve.exchange.ServerResponse;
import org.streamlistening.internal.serve.exchange.StreamPath;
import org.streamlistening.internal.serve.read.CacheCursor;
import org.streamlistening.internal.serve.read.ReadHandler;
import org.streamlistening.internal.serve.read.ReadRequest;
import org.streamlistening.internal.threads.ServerThreads;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess.Operation;

/** Dispatches a request by its method to the stream that its path names. For any thread. */
final class RequestDispatcher {

    private static final System.Logger LOG = System.getLogger(RequestDispatcher.class.getName());

    private final CorsHeaders cors;
    private final Streams streams;
    private final CreateHandler create;
    private final AppendHandler append;
    private final ReadHandler read;
    private volatile AppendTracing tracing = AppendTracing.NONE;
    private final AtomicBoolean warnedOfRegistration = new AtomicBoolean();

    RequestDispatcher(ServerOptions options, Streams streams, ServerThreads threads, ServerCounters counters) {
        this.streams = streams;
        cors = new CorsHeaders(options.corsOrigins());
        create = new CreateHandler(streams, options.maxBodyBytes());
        append = new AppendHandler(streams, options.maxBodyBytes(), counters, () -> tracing);
        read = new ReadHandler(options, threads, new CacheCursor(InstantSource.system(), new SplittableRandom()));
    }

    void trace(AppendTracing appends) {
        tracing = appends;
    }

    /** The number of readers that wait now. */
    int waitingReaders() {
        return read.waiting();
    }

    void handle(ServerExchange exchange) {
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
            case "GET" -> read(exchange, id);
            case "HEAD" -> exchange.respondAfter(streams.open(id), stream -> HeadHandler.handle(exchange, stream));
            case "DELETE" -> exchange.respondAfter(streams.delete(id), committed -> exchange.respond(204));
            default -> throw new IllegalStateException("operation() has rejected the method");
        }
    }

    private void read(ServerExchange exchange, String id) {
        ReadRequest request = ReadRequest.of(exchange.request());
        exchange.respondAfter(streams.open(id), stream -> read.handle(exchange, request, stream));
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
}

package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.streamlistening.server.StreamAccess.Operation;

/** What each method does to the stream that a path names. */
final class StreamProtocol implements AutoCloseable {

    private final ServerThreads threads = new ServerThreads();
    private final StreamStore store = new MemoryStore();
    private final Streams streams = new Streams(store, threads);
    private final Gate gate;
    private final CreateStream create;
    private final AppendToStream append;
    private final ReadStream read;

    StreamProtocol(ServerOptions options, Gate gate) {
        this.gate = gate;
        create = new CreateStream(streams, options.maxBodyBytes());
        append = new AppendToStream(streams, options.maxBodyBytes());
        read = new ReadStream(
                streams, options, threads, new Cursor(InstantSource.system(), RandomGenerator.getDefault()));
    }

    void handle(Exchange exchange) {
        secure(exchange.response());
        HttpServletRequest request = exchange.request();
        try {
            handle(exchange, request.getMethod(), StreamPath.idOf(request));
        } catch (RuntimeException failure) {
            exchange.refuse(failure);
        }
    }

    private void handle(Exchange exchange, String method, String id) {
        HttpServletRequest request = exchange.request();
        gate.check(operation(method), id, request);
        switch (method) {
            case "PUT" -> create.handle(exchange, id);
            case "POST" -> append.handle(exchange, id);
            case "GET" -> read.handle(exchange, id, gate.isPublic(id, request));
            case "HEAD" -> head(exchange, streams.find(id));
            default -> delete(exchange, id);
        }
    }

    private static Operation operation(String method) {
        return switch (method) {
            case "PUT" -> Operation.CREATE;
            case "POST" -> Operation.APPEND;
            case "GET", "HEAD" -> Operation.READ;
            case "DELETE" -> Operation.DELETE;
            default ->
                throw new Refusal(405, "a stream has no such method", Map.of("Allow", "GET, HEAD, PUT, POST, DELETE"));
        };
    }

    private static void head(Exchange exchange, DurableStream stream) {
        StreamState state = stream.state();
        exchange.response()
                .setHeader("Content-Type", stream.config().contentType().header());
        exchange.response().setHeader("Cache-Control", "no-store");
        exchange.offset(state.tail());
        exchange.mark(Headers.CLOSED, state.closed());
        exchange.end(200);
    }

    private void delete(Exchange exchange, String id) {
        exchange.later();
        exchange.end(streams.delete(id), receipt -> exchange.end(204));
    }

    /** Protocol, section 12.7. */
    private static void secure(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    @Override
    public void close() {
        threads.close();
        store.close();
    }
}

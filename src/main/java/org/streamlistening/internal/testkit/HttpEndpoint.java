package org.streamlistening.internal.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.threads.LibraryThreads;

/**
 * Puts a server of this process at a free port of the loopback interface, by the HTTP server of the JDK. Each request
 * occupies a thread until its response ends. A response that breaks off closes the connection.
 */
final class HttpEndpoint implements AutoCloseable {

    private static final int BUFFER = 8192;
    private static final int NO_BODY = -1;
    private static final int CHUNKED = 0;

    private static final String LENGTH = "Content-Length";

    /** The headers that clients read. A response in the process names no headers. */
    private static final List<String> HEADERS = List.of(
            "Allow",
            "Cache-Control",
            "Content-Type",
            "ETag",
            "Location",
            "Retry-After",
            ProtocolNames.NEXT_OFFSET,
            ProtocolNames.EARLIEST_OFFSET,
            ProtocolNames.RECREATED,
            ProtocolNames.UP_TO_DATE,
            ProtocolNames.CLOSED,
            ProtocolNames.CURSOR,
            ProtocolNames.TTL,
            ProtocolNames.EXPIRES_AT,
            ProtocolNames.SSE_DATA_ENCODING,
            ProtocolNames.PRODUCER_EPOCH,
            ProtocolNames.PRODUCER_SEQ,
            ProtocolNames.PRODUCER_EXPECTED_SEQ,
            ProtocolNames.PRODUCER_RECEIVED_SEQ,
            ProtocolNames.SERVER);

    private final InProcessServer streams;
    private final HttpServer server;
    private final ExecutorService threads = LibraryThreads.unmanaged().perTask("durable-streams-testkit-http");

    public HttpEndpoint(InProcessServer streams) {
        this.streams = streams;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            threads.shutdownNow();
            throw new UncheckedIOException("the server of the test finds no free port", failure);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** The base URL, with a slash at its end. */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    /** What it throws closes the connection. */
    private void handle(HttpExchange exchange) throws IOException {
        try (InProcessResponse response = streams.send(request(exchange))) {
            respond(response, exchange);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("the server of the test ends", stopping);
        }
    }

    private static InProcessRequest request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        try (InputStream body = exchange.getRequestBody()) {
            return new InProcessRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()),
                    headers,
                    body.readAllBytes());
        }
    }

    private static void respond(InProcessResponse response, HttpExchange exchange)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        awaitReady(response);
        for (String name : HEADERS) {
            response.header(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        // Read before the status is sent: a connection that is cut before the body sends none.
        int read = read(response, buffer);
        if (read < 0) {
            exchange.sendResponseHeaders(response.status(), NO_BODY);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(
                response.status(), response.header(LENGTH).map(Long::parseLong).orElse((long) CHUNKED));
        // Not closed after an exception: that would end a body that was cut as if it were whole.
        OutputStream out = exchange.getResponseBody();
        while (read >= 0) {
            out.write(buffer, 0, read);
            out.flush();
            read = read(response, buffer);
        }
        out.close();
    }

    private static int read(InProcessResponse response, byte[] buffer) throws IOException, InterruptedException {
        int read = response.read(buffer, 0, buffer.length);
        while (read == 0) {
            awaitReady(response);
            read = response.read(buffer, 0, buffer.length);
        }
        return read;
    }

    private static void awaitReady(InProcessResponse response) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        while (response.whenReady(ready::countDown)) {
            ready.await();
        }
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

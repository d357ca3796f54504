package org.streamlistening.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives what OpenTelemetry exports by OTLP over HTTP. The texts in a protocol buffer are readable without a parser. */
final class TraceCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<String> exports = new CopyOnWriteArrayList<>();

    TraceCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exports.add(exchange.getRequestURI().getPath() + " " + new String(body, StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** The configuration of an application that exports to this. */
    String configuration() {
        return """
                otel.sdk.disabled=false
                otel.exporter.otlp.endpoint=http://localhost:%d
                otel.exporter.otlp.protocol=http/protobuf
                otel.traces.exporter=otlp
                otel.metrics.exporter=otlp
                otel.logs.exporter=none
                otel.bsp.schedule.delay=200
                otel.metric.export.interval=500
                """.formatted(server.getAddress().getPort());
    }

    /** All that was exported to this path. */
    String exported(String path) {
        return String.join(
                "\n", exports.stream().filter(one -> one.startsWith(path + " ")).toList());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.streamlistening.client;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.streamlistening.server.OwnServer;
import org.streamlistening.server.ServerOptions;

/**
 * Runs the commands that a conformance runner writes to the standard input, and writes the results to the standard
 * output. With the in-process transport, the streams are in a server of this process and not in the server of the
 * runner: cases in which the runner writes to its own server, or makes it fail, do not apply.
 */
public final class ConformanceAdapter {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final RetryPolicy RETRY = new RetryPolicy(5, Duration.ofMillis(50), Duration.ofSeconds(1), 2);

    /** The base URI of the reference server in a run. */
    private static final Duration LONG_POLL = Duration.ofMillis(500);

    private final String transport;
    private final ConformanceHeaders headers = new ConformanceHeaders();
    private final Map<String, String> contentTypes = new HashMap<>();
    private DurableStreamsClient client;
    private OwnServer own;
    private ConformanceProducers producers;

    private ConformanceAdapter(String transport) {
        this.transport = transport;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream results = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // A stray line on the standard output would be taken for a result.
        System.setOut(System.err);
        List<String> words = List.of(arguments);
        String transport = words.isEmpty() ? "rest" : words.get(words.size() - 1);
        if ((!words.isEmpty() && !words.equals(List.of("--transport", transport)))
                || !List.of("rest", "jdk", "in-process").contains(transport)) {
            System.err.println("usage: client-adapter [--transport rest|jdk|in-process]");
            System.exit(2);
        }
        ConformanceAdapter adapter = new ConformanceAdapter(transport);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            JsonObject command = JSON.createReader(new StringReader(line)).readObject();
            String result = adapter.result(command).toString();
            results.println(result.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"));
            if (command.getString("type").equals("shutdown")) {
                System.exit(0);
            }
        }
    }

    private JsonObject result(JsonObject command) {
        String type = command.getString("type");
        try {
            headers.begin(command);
            JsonObjectBuilder result =
                    JSON.createObjectBuilder().add("type", type).add("success", true);
            run(type, command, result);
            return result.build();
        } catch (RuntimeException e) {
            return ConformanceErrors.result(type, e);
        }
    }

    private void run(String type, JsonObject command, JsonObjectBuilder result) {
        switch (type) {
            case "init" -> init(command, result);
            case "shutdown" -> {}
            case "set-dynamic-header", "set-dynamic-param", "clear-dynamic" -> headers.configure(type, command);
            case "validate" -> ConformanceErrors.validate(command.getJsonObject("target"));
            case "create" -> create(command, result);
            case "connect", "head" -> head(command, result);
            case "append" -> append(command, result);
            case "close" -> close(command, result);
            case "delete" -> {
                client.delete(id(command));
                result.add("status", 200);
            }
            case "read" -> {
                new ConformanceRead(client, id(command), command, RETRY).run(result);
                headers.report(result);
            }
            case "idempotent-append", "idempotent-append-batch", "idempotent-close", "idempotent-detach" ->
                producers.run(type, id(command), command, contentType(command), result);
            default -> throw new UnsupportedOperationException("unknown command " + type);
        }
    }

    private void init(JsonObject command, JsonObjectBuilder result) {
        if (client != null) {
            client.close();
        }
        contentTypes.clear();
        headers.clear();
        client = builder(URI.create(command.getString("serverUrl")))
                .headers(headers::headers)
                .parameters(headers::parameters)
                .retry(RETRY)
                .build();
        producers = new ConformanceProducers(client);
        JsonObjectBuilder features = JSON.createObjectBuilder();
        for (String feature : List.of(
                "sse",
                "longPoll",
                "auto",
                "dynamicHeaders",
                "batching",
                "strictZeroValidation",
                "retryOptions",
                "batchItems",
                "streaming")) {
            features.add(feature, true);
        }
        result.add("clientName", "streamlistening-" + transport)
                .add("clientVersion", "0.1.0")
                .add("features", features);
    }

    private DurableStreamsClientBuilder builder(URI runnersServer) {
        if (!transport.equals("in-process")) {
            return DurableStreamsClient.builder(runnersServer)
                    .transport(transport.equals("jdk") ? ClientTransport.JAVA_NET_HTTP : ClientTransport.JAKARTA_REST);
        }
        if (own != null) {
            own.close();
        }
        own = new OwnServer(ServerOptions.builder().longPollTimeout(LONG_POLL).build());
        return DurableStreamsClient.builder(own.server());
    }

    private void create(JsonObject command, JsonObjectBuilder result) {
        String type = command.getString("contentType", "application/octet-stream");
        CreateOptions options = CreateOptions.defaults().contentType(type);
        if (command.containsKey("data")) {
            options = options.content(StreamContent.of(utf8(command.getString("data")), type));
        }
        if (command.containsKey("ttlSeconds")) {
            options = options.ttl(Duration.ofSeconds(command.getInt("ttlSeconds")));
        }
        if (command.containsKey("expiresAt")) {
            options = options.expiresAt(Instant.parse(command.getString("expiresAt")));
        }
        if (command.getBoolean("closed", false)) {
            options = options.asClosed();
        }
        StreamCreated created = client.create(id(command), options);
        contentTypes.put(id(command), type);
        result.add("status", created.isNew() ? 201 : 200)
                .add("offset", created.nextOffset().value());
    }

    private void head(JsonObject command, JsonObjectBuilder result) {
        StreamInfo info = client.head(id(command));
        contentTypes.put(id(command), info.contentType());
        result.add("status", 200)
                .add("offset", info.nextOffset().value())
                .add("contentType", info.contentType())
                .add("streamClosed", info.closed());
        info.ttl().ifPresent(ttl -> result.add("ttlSeconds", ttl.toSeconds()));
        info.expiresAt().ifPresent(end -> result.add("expiresAt", end.toString()));
    }

    private void append(JsonObject command, JsonObjectBuilder result) {
        String data = command.getString("data");
        byte[] bytes = command.getBoolean("binary", false) ? Base64.getDecoder().decode(data) : utf8(data);
        StreamContent content = StreamContent.of(bytes, contentType(command));
        StreamWritten written = command.containsKey("seq")
                ? client.append(id(command), content, command.get("seq").toString())
                : client.append(id(command), content);
        result.add("status", 200).add("offset", written.nextOffset().value());
        headers.report(result);
    }

    private void close(JsonObject command, JsonObjectBuilder result) {
        StreamWritten written = command.containsKey("data")
                ? client.close(id(command), StreamContent.of(utf8(command.getString("data")), contentType(command)))
                : client.close(id(command));
        result.add("finalOffset", written.nextOffset().value());
    }

    /** Sends a request only for a stream that this adapter has not seen yet. */
    private String contentType(JsonObject command) {
        return contentTypes.computeIfAbsent(id(command), id -> client.head(id).contentType());
    }

    private static String id(JsonObject command) {
        String path = command.getString("path");
        return path.startsWith("/") ? path.substring(1) : path;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonObject command, String name) {
        return command.get(name) instanceof JsonString string ? string.getString() : null;
    }
}

package org.streamlistening.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Plain HTTP to a server: a method, a path, headers by name and value, a body. */
public final class Http {

    public static final String[] JSON = {"Content-Type", "application/json"};
    public static final String[] TEXT = {"Content-Type", "text/plain"};

    private final HttpClient client = HttpClient.newHttpClient();
    private final Function<String, URI> server;

    public Http(JettyServer server) {
        this(server::uri);
    }

    /** @param server the URI of a path */
    public Http(Function<String, URI> server) {
        this.server = server;
    }

    public HttpResponse<String> put(String path, String[] headers, String body) {
        return send("PUT", path, headers, body);
    }

    public HttpResponse<String> post(String path, String[] headers, String body) {
        return send("POST", path, headers, body);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers, "");
    }

    public HttpResponse<String> send(String method, String path, String[] headers, String body) {
        try {
            return client.send(request(method, path, headers, body), BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(method + " " + path, failure);
        }
    }

    CompletableFuture<HttpResponse<String>> getLater(String path, String... headers) {
        return client.sendAsync(request("GET", path, headers, ""), BodyHandlers.ofString());
    }

    /** A body without a Content-Length. */
    public HttpResponse<String> postInPieces(String path, String[] headers, String... pieces) {
        List<byte[]> bytes = Arrays.stream(pieces)
                .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
                .toList();
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(bytes))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("POST " + path, failure);
        }
    }

    URI uri(String path) {
        return server.apply(path);
    }

    private HttpRequest request(String method, String path, String[] headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public static String nextOffset(HttpResponse<?> response) {
        return response.headers().firstValue("Stream-Next-Offset").orElseThrow();
    }

    public static String[] with(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}

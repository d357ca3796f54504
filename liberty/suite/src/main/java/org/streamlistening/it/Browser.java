package org.streamlistening.it;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The client of one HTTP session. */
final class Browser {

    private static final Jsonb JSONB = JsonbBuilder.create();

    // Shared: a client has its own threads, and some tests have hundreds of sessions.
    private static final HttpClient SHARED = HttpClient.newHttpClient();

    private final URI application;
    private final HttpClient http;
    private final CookieManager cookies;
    private String authorization = "";

    Browser(URI application) {
        this(application, SHARED, new CookieManager());
    }

    /** @param http a client with the cookies of the session */
    Browser(URI application, HttpClient http) {
        this(application, http, (CookieManager) http.cookieHandler().orElseThrow());
    }

    /** The same session at another path or on another server. */
    Browser(URI elsewhere, Browser session) {
        this(elsewhere, session.http, session.cookies);
    }

    private Browser(URI application, HttpClient http, CookieManager cookies) {
        this.application = application;
        this.http = http;
        this.cookies = cookies;
    }

    /** Sends every further request as this user. */
    Browser as(String user, String password) {
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    ReceivedEvents.Snapshot look() {
        return look(ReceivedEvents.Snapshot.class);
    }

    /** @param parameters names and values in turn */
    <T> T look(Class<T> type, Object... parameters) {
        return JSONB.fromJson(call("look", parameters), type);
    }

    /** @param parameters names and values in turn */
    String call(String what, Object... parameters) {
        return bodyOf(what, send(what, parameters));
    }

    HttpResponse<String> send(String what, Object... parameters) {
        StringBuilder form = new StringBuilder("do=" + what);
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&').append(parameters[i]).append('=');
            form.append(URLEncoder.encode(String.valueOf(parameters[i + 1]), StandardCharsets.UTF_8));
        }
        return send(request("control")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    /** Gets a page of the application. */
    String get(String path) {
        return bodyOf(path, send(request(path)));
    }

    /** The {@code Cookie} header of this session, for a WebSocket. */
    String cookie() {
        return String.join("; ", cookiesFor(application));
    }

    private static String bodyOf(String what, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException(what + ": HTTP status " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        URI uri = application.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (http == SHARED) {
            cookiesFor(uri).forEach(cookie -> request.header("Cookie", cookie));
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private List<String> cookiesFor(URI uri) {
        try {
            return cookies.get(uri, Map.of()).getOrDefault("Cookie", List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (http == SHARED) {
                cookies.put(response.uri(), response.headers().map());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

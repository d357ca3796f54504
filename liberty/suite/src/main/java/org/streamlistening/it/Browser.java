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

/** One HTTP session, seen from outside. */
final class Browser {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private final HttpClient http;
    private final URI control;

    Browser(URI application) {
        this(
                application,
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
    }

    /** @param http whose cookies are the session's */
    Browser(URI application, HttpClient http) {
        this.http = http;
        this.control = application.resolve("control");
    }

    Heard.Snapshot look() {
        return JSONB.fromJson(call("look"), Heard.Snapshot.class);
    }

    /** Names and values of parameters follow in turn. */
    String call(String what, Object... parameters) {
        HttpResponse<String> response = send(what, parameters);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(what + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    HttpResponse<String> send(String what, Object... parameters) {
        StringBuilder form = new StringBuilder("do=" + what);
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&').append(parameters[i]).append('=');
            form.append(URLEncoder.encode(String.valueOf(parameters[i + 1]), StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(control)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

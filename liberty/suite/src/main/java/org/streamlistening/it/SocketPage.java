package org.streamlistening.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A client that acts as the script of a page: receives frames, keeps its position, and records how a connection ended.
 */
final class SocketPage implements WebSocket.Listener {

    /** How a connection ended. */
    record Closed(int code, String reason) {}

    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String position;
    private final boolean reads;
    private WebSocket socket;

    /**
     * @param reads whether it receives frames at once; else from {@link #readOn} on
     * @param position the position to start from
     */
    private SocketPage(boolean reads, String position) {
        this.reads = reads;
        this.position = position;
    }

    static SocketPage open(HttpClient browser, URI application, String stream, String position, String origin) {
        return connect(new SocketPage(true, position), browser, application, stream, origin);
    }

    static SocketPage openWithoutReading(HttpClient browser, URI application, String stream) {
        return connect(new SocketPage(false, ""), browser, application, stream, null);
    }

    private static SocketPage connect(
            SocketPage page, HttpClient browser, URI application, String stream, String origin) {
        URI uri = URI.create(application.resolve("follow").toString().replaceFirst("^http", "ws") + "?stream="
                + URLEncoder.encode(stream, StandardCharsets.UTF_8) + page.position());
        WebSocket.Builder builder = browser.newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        page.socket = builder.buildAsync(uri, page).join();
        return page;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            frame(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void frame(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject frame = reader.readObject();
            frames.add(frame.getString("type") + frame.getOrDefault("status", JsonValue.EMPTY_JSON_OBJECT));
            if (frame.containsKey("messages")) {
                frame.getJsonArray("messages")
                        .forEach(message -> numbers.add(message.asJsonObject().getInt("index")));
            }
            if (frame.containsKey("offset")) {
                position = "&offset=" + frame.getString("offset") + "&skip=" + frame.getInt("skip", 0);
            }
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(new Closed(1006, String.valueOf(error)));
    }

    /** Cuts the connection without a close frame, as a lost network does. */
    SocketPage cut() {
        Objects.requireNonNull(socket).abort();
        return this;
    }

    SocketPage readOn() {
        Objects.requireNonNull(socket).request(1);
        return this;
    }

    CompletableFuture<Closed> closed() {
        return closed;
    }

    synchronized List<Integer> numbers() {
        return List.copyOf(numbers);
    }

    synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    /** The position to resume from, as query parameters. */
    synchronized String position() {
        return position;
    }
}

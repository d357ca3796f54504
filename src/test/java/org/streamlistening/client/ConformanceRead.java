package org.streamlistening.client;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/** One read command of a conformance runner, which ends at the first of several conditions. */
final class ConformanceRead {

    // Long enough for a message that is on its way, short enough not to wait for every time-out.
    private static final int QUIET_POLLS = 2;

    private final DurableStreamsClient client;
    private final String id;
    private final JsonObject command;
    private final RetryPolicy retry;
    private final LiveMode live;
    private final List<String> chunks = new ArrayList<>();
    private final List<StreamMessage> begun = new ArrayList<>();
    private StreamPosition position;
    private boolean closed;
    private boolean upToDate;
    private boolean timedOut;
    private int quietPolls;

    ConformanceRead(DurableStreamsClient client, String id, JsonObject command, RetryPolicy retry) {
        this.client = client;
        this.id = id;
        this.command = command;
        this.retry = retry;
        this.live = live(command.get("live"));
        this.position = StreamPosition.at(Offset.of(command.getString("offset", "-1")));
    }

    private static LiveMode live(JsonValue live) {
        if (live == null || live == JsonValue.FALSE) {
            return null;
        }
        if (live == JsonValue.TRUE) {
            return LiveMode.AUTO;
        }
        return live.toString().equals("\"sse\"") ? LiveMode.SSE : LiveMode.LONG_POLL;
    }

    void run(JsonObjectBuilder result) {
        long limit = command.getInt("timeoutMs", 5000);
        ReadOptions options = new ReadOptions(position, live, Duration.ofMillis(Math.max(limit, 5000)));
        try (StreamReader reader = client.follow(id, options, retry)) {
            if (live != null) {
                CompletableFuture.delayedExecutor(limit, TimeUnit.MILLISECONDS).execute(reader::close);
            }
            do {
                take(reader.next());
            } while (!isEnough());
        } catch (CancellationException e) {
            timedOut = true;
            upToDate = true;
        }
        JsonArrayBuilder list = JsonProvider.provider().createArrayBuilder();
        chunks.forEach(
                chunk -> list.add(JsonProvider.provider().createObjectBuilder().add("data", chunk)));
        result.add("status", timedOut && chunks.isEmpty() && live == LiveMode.LONG_POLL ? 204 : 200)
                .add("chunks", list)
                .add("offset", position.offset().value())
                .add("upToDate", upToDate)
                .add("streamClosed", closed);
    }

    private void take(StreamBatch batch) {
        position = batch.next();
        upToDate = batch.upToDate();
        closed = batch.closed();
        begun.addAll(batch.messages());
        quietPolls = batch.messages().isEmpty() && batch.upToDate() ? quietPolls + 1 : 0;
        if (position.skip() == 0 && !begun.isEmpty()) {
            chunks.add(chunk());
            begun.clear();
        }
    }

    private String chunk() {
        if (begun.get(0).isJson()) {
            return begun.stream().map(StreamMessage::text).collect(Collectors.joining(",", "[", "]"));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        begun.forEach(message -> all.writeBytes(message.bytes()));
        return all.toString(StandardCharsets.UTF_8);
    }

    private boolean isEnough() {
        if (closed || chunks.size() >= command.getInt("maxChunks", 100)) {
            return true;
        }
        if (live == null || command.getBoolean("waitForUpToDate", false)) {
            return upToDate;
        }
        return !chunks.isEmpty() && quietPolls >= QUIET_POLLS;
    }
}

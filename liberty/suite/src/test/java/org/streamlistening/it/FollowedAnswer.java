package org.streamlistening.it;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.LiveMode;
import org.streamlistening.answer.AnswerMessage;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;

/** Follows an answer of {@link NumberedAnswers} until its stream is closed, on a thread of its own. */
final class FollowedAnswer implements AutoCloseable {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private final String stream;
    private final StreamReader reader;
    private final List<AnswerMessage> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Long> end;

    FollowedAnswer(DurableStreamsClient streams, String stream, LiveMode mode) {
        this.stream = stream;
        this.reader = streams.follow(stream, ReadOptions.live(mode));
        this.end = CompletableFuture.supplyAsync(this::read, task -> new Thread(task, "reader").start());
    }

    private long read() {
        while (true) {
            StreamBatch batch = reader.next();
            batch.messages().forEach(message -> messages.add(message(message.text())));
            if (batch.closed()) {
                return System.nanoTime();
            }
        }
    }

    static AnswerMessage message(String json) {
        return JSONB.fromJson(json, AnswerMessage.class);
    }

    String stream() {
        return stream;
    }

    /** Waits until the stream is closed. Returns how long that is after an instant of {@link System#nanoTime}. */
    Duration awaitEnd(long since, Duration atMost) throws Exception {
        return Duration.ofNanos(end.get(atMost.toNanos(), TimeUnit.NANOSECONDS) - since);
    }

    boolean isOpen() {
        return !end.isDone();
    }

    /** What was received until now. */
    List<AnswerMessage> messages() {
        return List.copyOf(messages);
    }

    AnswerMessage last() {
        return messages.get(messages.size() - 1);
    }

    /** The text that was received until now. */
    List<Integer> numbers() {
        String text = messages.stream()
                .map(message -> message instanceof AnswerMessage.Delta delta ? delta.text() : "")
                .collect(Collectors.joining());
        return Stream.of(text.split(" "))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}

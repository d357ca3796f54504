package org.streamlistening.client;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.streamlistening.StreamMessage;

/** Reads all batches of a stream. */
public final class Batches {

    private Batches() {}

    /** Reads until the stream is closed, and closes the reader. */
    public static List<StreamBatch> untilClosed(StreamReader reader) {
        List<StreamBatch> batches = new ArrayList<>();
        try (reader) {
            do {
                batches.add(reader.next());
            } while (!batches.get(batches.size() - 1).closed());
        }
        return batches;
    }

    /** The text of each message. */
    public static List<String> texts(List<StreamBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.messages().stream())
                .map(StreamMessage::text)
                .toList();
    }

    public static List<String> texts(StreamBatch... batches) {
        return texts(List.of(batches));
    }

    /** The bytes of all messages. */
    public static byte[] bytes(List<StreamBatch> batches) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        batches.stream()
                .flatMap(batch -> batch.messages().stream())
                .forEach(message -> all.writeBytes(message.bytes()));
        return all.toByteArray();
    }
}

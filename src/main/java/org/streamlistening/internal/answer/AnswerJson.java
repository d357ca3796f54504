package org.streamlistening.internal.answer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The messages of {@link org.streamlistening.answer.AnswerMessage} as JSON text. */
final class AnswerJson {

    static final String DONE = message("done").build().toString();
    static final String STOPPED = message("stopped").build().toString();

    private AnswerJson() {}

    static String started(String producer) {
        return message("started").add("writer", digest(producer)).build().toString();
    }

    static String delta(String text) {
        return message("delta").add("text", text).build().toString();
    }

    static String failed(String reason) {
        return message("failed").add("reason", reason).build().toString();
    }

    /**
     * Whether the message says that a producer has begun.
     *
     * @param digest of the producer
     */
    static boolean isStarted(String message, String digest) {
        if (!message.contains(digest)) {
            return false;
        }
        try (JsonReader reader = Json.createReader(new StringReader(message))) {
            JsonObject json = reader.readObject();
            return json.getString("type", "").equals("started")
                    && json.getString("writer", "").equals(digest);
        } catch (RuntimeException | StackOverflowError another) {
            return false;
        }
    }

    private static JsonObjectBuilder message(String type) {
        return Json.createObjectBuilder().add("type", type);
    }

    /** What readers may know of a producer: they cannot write in its name. */
    static String digest(String producer) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(producer.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

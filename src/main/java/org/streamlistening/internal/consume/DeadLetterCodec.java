package org.streamlistening.internal.consume;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.consumer.DeadLetter;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.DeadLetters;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;

/**
 * Makes letters, and the JSON of a letter: without JSON Binding, whose configuration belongs to the application, since
 * other programs read it. For any thread.
 */
final class DeadLetterCodec {

    private static final int MAX_CAUSE = 1_000;

    // A provider is found by a search of the class path, which takes longer than all the rest.
    private final JsonProvider json = JsonProvider.provider();

    DeadLetter letter(String consumer, DeadLetters.Failure failure, UndeliveredMessage undelivered, Instant time) {
        StreamMessage message = undelivered.message();
        return new DeadLetter(
                consumer,
                failure.streamId(),
                undelivered.before().offset().value(),
                undelivered.before().skip(),
                undelivered.behind().offset().value(),
                undelivered.behind().skip(),
                message.contentType(),
                message.isJson() ? message.text() : Base64.getEncoder().encodeToString(message.bytes()),
                !message.isJson(),
                failure.observer(),
                cause(failure.cause()),
                failure.attempts(),
                time);
    }

    private static String cause(RuntimeException failure) {
        String text = safeText(failure);
        Throwable root = SafeThrowables.root(failure);
        // The cause of an undecodable message is a decoder, which quotes the text that it could not read.
        if (root != failure && !(failure instanceof UndecodableMessageException)) {
            text += "; caused by " + safeText(root);
        }
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.substring(0, Math.min(MAX_CAUSE, line.length()));
    }

    private static String safeText(Throwable thrown) {
        String type = thrown.getClass().getName();
        boolean quotes = type.startsWith("jakarta.json.") || type.startsWith("org.eclipse.yasson.");
        return quotes ? type : SafeThrowables.text(thrown);
    }

    String encode(DeadLetter letter) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("consumer", letter.consumer())
                .add("stream", letter.stream())
                .add("offset", letter.offset())
                .add("skip", letter.skip())
                .add("nextOffset", letter.nextOffset())
                .add("nextSkip", letter.nextSkip())
                .add("contentType", letter.contentType())
                .add("payload", letter.payload())
                .add("base64", letter.base64());
        addIfPresent(object, "observer", letter.observer());
        JsonObject encoded = object.add("cause", letter.cause())
                .add("attempts", letter.attempts())
                .add("time", letter.time().toString())
                .build();
        return encoded.toString();
    }

    private static void addIfPresent(JsonObjectBuilder object, String name, @Nullable String value) {
        if (value != null) {
            object.add(name, value);
        }
    }

    /**
     * The same for the same failure of a message, in every run of the application. The payload is part of it: a stream
     * that was deleted and created again can have the same positions.
     */
    ProducerSequence identity(DeadLetter letter) {
        // "Now" is another position each time.
        String id = letter.offset().equals(Offset.NOW.value())
                ? UUID.randomUUID().toString()
                : hash(
                        letter.consumer(),
                        letter.stream(),
                        letter.offset() + "+" + letter.skip(),
                        String.valueOf(letter.observer()),
                        letter.payload());
        return new ProducerSequence("dead-letter-" + id, 0, 0);
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

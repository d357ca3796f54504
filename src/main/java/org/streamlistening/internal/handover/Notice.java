package org.streamlistening.internal.handover;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.listen.Progress;

/**
 * What one server says to the others.
 *
 * @param kind whether somebody wants a listener, or lets go of one
 * @param node the server that wants it, in both
 * @param listener which one: a hash of its key, since whoever reads the stream must not learn the key
 * @param epoch counts the servers that had it: who wants it names the next number, who lets go repeats that
 * @param place how far it is in its stream, from who lets go; null where it followed none
 */
record Notice(
        Kind kind,
        String node,
        String listener,
        long epoch,
        @Nullable Progress place) {

    enum Kind {
        CLAIM,
        RELEASE
    }

    static String hash(String sessionKey) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(sessionKey.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    String json() {
        JsonObjectBuilder json = JsonProvider.provider()
                .createObjectBuilder()
                .add("kind", kind.name())
                .add("node", node)
                .add("listener", listener)
                .add("epoch", epoch);
        if (place != null) {
            json.add("offset", place.delivered().offset().value())
                    .add("skip", place.delivered().skip())
                    .add("announced", place.announced());
        }
        return json.build().toString();
    }

    /** Empty if the message is none of ours: others may write to that stream too. */
    static Optional<Notice> of(StreamMessage message) {
        try {
            JsonObject json = message.json().asJsonObject();
            return Optional.of(new Notice(
                    Kind.valueOf(json.getString("kind")),
                    json.getString("node"),
                    json.getString("listener"),
                    json.getJsonNumber("epoch").longValueExact(),
                    place(json)));
        } catch (RuntimeException notOurs) {
            return Optional.empty();
        }
    }

    private static @Nullable Progress place(JsonObject json) {
        JsonString offset = json.getJsonString("offset");
        if (offset == null) {
            return null;
        }
        StreamPosition delivered = new StreamPosition(Offset.of(offset.getString()), number(json, "skip"));
        return new Progress(delivered, number(json, "announced"));
    }

    private static long number(JsonObject json, String name) {
        JsonNumber number = json.getJsonNumber(name);
        return number.longValueExact();
    }
}

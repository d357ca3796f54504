package org.streamlistening.internal.ownership;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.streamlistening.StreamMessage;

/**
 * What one server says to the others.
 *
 * @param kind whether somebody wants a listener, or lets go of one
 * @param listener which one: a hash of its key, since whoever reads the stream must not learn the key
 * @param claim names the claim that is made, or that it is let go for
 */
record OwnershipNotice(Kind kind, String listener, String claim) {

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
        return JsonProvider.provider()
                .createObjectBuilder()
                .add("kind", kind.name())
                .add("listener", listener)
                .add("claim", claim)
                .build()
                .toString();
    }

    /** Empty if the message is none of ours: others may write to that stream too. */
    static Optional<OwnershipNotice> of(StreamMessage message) {
        try {
            JsonObject json = message.json().asJsonObject();
            return Optional.of(new OwnershipNotice(
                    Kind.valueOf(json.getString("kind")), json.getString("listener"), json.getString("claim")));
        } catch (RuntimeException notOurs) {
            return Optional.empty();
        }
    }
}

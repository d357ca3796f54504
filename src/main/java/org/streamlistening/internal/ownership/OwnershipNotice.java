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
 * A notice of one server to the others.
 *
 * @param kind whether the server claims or releases the listener
 * @param listener a hash of the listener's key, because readers of the stream must not learn the key
 * @param claim the name of the claim, or of the claim that the release answers
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

    /** Parses a message; empty if it is no notice, since the stream can have other writers. */
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

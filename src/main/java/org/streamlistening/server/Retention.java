package org.streamlistening.server;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The part of a stream that the server keeps (Protocol, section 4). It deletes older messages. A reader that requests a deleted
 * part gets status 410 and the earliest offset.
 *
 * @param maxAge the age of the oldest message, positive; a message can stay up to one part in 32 longer; default no limit
 * @param maxMessages the number of messages, at least 1; default no limit
 * @param maxBytes the number of bytes in stored form, at least 1; a message that crosses the limit is deleted; default no limit
 * @since 0.1
 */
public record Retention(Optional<Duration> maxAge, OptionalLong maxMessages, OptionalLong maxBytes) {

    /** Everything, as long as the stream exists. */
    public static final Retention EVERYTHING =
            new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** @throws IllegalArgumentException if a limit is zero or negative */
    public Retention {
        require(maxAge.isEmpty() || maxAge.get().compareTo(Duration.ZERO) > 0, "maxAge must be positive");
        require(maxMessages.orElse(1) > 0, "maxMessages must be at least 1");
        require(maxBytes.orElse(1) > 0, "maxBytes must be at least 1");
    }

    private static void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new IllegalArgumentException(rule);
        }
    }
}

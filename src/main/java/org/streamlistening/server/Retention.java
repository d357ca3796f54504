package org.streamlistening.server;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits of what a stream keeps while it is in use (Protocol, section 4). Default: {@link #EVERYTHING}. Older
 * messages are removed; a read before the earliest kept offset gets status 410 and that offset. Immutable.
 *
 * @param maxAge the age from which messages are removed, positive; a message can stay longer by up to one part in 32
 * @param maxMessages the number of messages that are kept, at least 1
 * @param maxBytes the number of stored bytes that are kept, at least 1; the message that crosses the limit is removed
 * @since 0.1
 */
public record Retention(Optional<Duration> maxAge, OptionalLong maxMessages, OptionalLong maxBytes) {

    /** No limit: everything is kept until the stream is deleted or expires. */
    public static final Retention EVERYTHING =
            new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** @throws IllegalArgumentException if a limit is not positive */
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

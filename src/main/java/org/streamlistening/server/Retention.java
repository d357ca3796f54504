package org.streamlistening.server;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of a stream is kept while it goes on (Protocol, section 4). What is older is gone: a reader that asks for it
 * is answered with status 410 and the earliest offset there is.
 *
 * @param maxAge how long ago a message may have been appended, more than nothing; it may stay a little longer, up to
 *     one part in 32
 * @param maxMessages how many messages, at least 1
 * @param maxBytes how many bytes, at least 1, as they are stored; the message that crosses the limit is gone
 */
public record Retention(Optional<Duration> maxAge, OptionalLong maxMessages, OptionalLong maxBytes) {

    /** Everything, for as long as the stream is there. */
    public static final Retention EVERYTHING =
            new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** @throws IllegalArgumentException if a limit keeps nothing: no age, no message or no byte, or less */
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

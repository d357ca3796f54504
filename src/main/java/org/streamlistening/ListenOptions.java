package org.streamlistening;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to listen. Immutable; what is not set comes from the configuration.
 *
 * @param from where to start; null: where this listener last was in that stream, else the beginning
 * @param timeout how long a long-poll may wait for data; null: {@code durable-streams.timeout}, 30 s
 * @param live how to wait for new messages; null: {@code durable-streams.live}, long-poll
 */
public record ListenOptions(
        @Nullable Offset from,
        @Nullable Duration timeout,
        @Nullable LiveMode live) implements Serializable {

    private static final ListenOptions DEFAULTS = new ListenOptions(null, null, null);

    /** @throws IllegalArgumentException if the time-out is not positive */
    public ListenOptions {
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** Where this listener last was in that stream, else from the beginning. */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** Everything that the stream holds, also what was delivered before. */
    public static ListenOptions fromBeginning() {
        return from(Offset.BEGINNING);
    }

    /** Only what is written from now on. */
    public static ListenOptions fromNow() {
        return from(Offset.NOW);
    }

    /** From this position, which must come from the same stream. */
    public static ListenOptions from(Offset offset) {
        return new ListenOptions(offset, null, null);
    }

    /** The same with another time-out for a long-poll. Keep it under a minute: proxies cut longer silences. */
    public ListenOptions timeout(Duration longPoll) {
        return new ListenOptions(from, longPoll, live);
    }

    /** The same with another way to wait for new messages. */
    public ListenOptions live(LiveMode mode) {
        return new ListenOptions(from, timeout, mode);
    }
}

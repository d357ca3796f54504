package org.streamlistening.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The options of a reader. Immutable.
 *
 * @param from the position of the first message
 * @param live how the reader waits for new messages after catch-up; null: it does not wait, and ends when it is up to
 *     date
 * @param timeout how long a long-poll may wait for data; null: the default of the client
 * @since 0.1
 */
public record ReadOptions(
        StreamPosition from,
        @Nullable LiveMode live,
        @Nullable Duration timeout) {

    /** @throws IllegalArgumentException if the time-out is not positive */
    public ReadOptions {
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            throw new IllegalArgumentException("timeout must be positive, not " + TimeText.of(timeout));
        }
    }

    /** Reads all messages that the stream has, then ends. */
    public static ReadOptions catchUp() {
        return new ReadOptions(StreamPosition.BEGINNING, null, null);
    }

    /** Reads all messages that the stream has, then waits for new ones. */
    public static ReadOptions live(LiveMode mode) {
        return new ReadOptions(StreamPosition.BEGINNING, mode, null);
    }

    /** The same options from another offset. */
    public ReadOptions from(Offset offset) {
        return from(StreamPosition.at(offset));
    }

    /** The same options from another position. */
    public ReadOptions from(StreamPosition position) {
        return new ReadOptions(position, live, timeout);
    }

    /** The same options with another time-out of long-polls. */
    public ReadOptions timeout(Duration longPoll) {
        return new ReadOptions(from, live, longPoll);
    }
}

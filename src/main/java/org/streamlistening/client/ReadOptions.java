package org.streamlistening.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.internal.protocol.TimeText;

/**
 * How to read. Immutable.
 *
 * @param from where to start
 * @param live how to wait for new messages after catching up; null: do not wait, the reader ends up to date
 * @param timeout how long a long-poll may wait for data; null: the default of the client
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

    /** Everything that the stream holds, then the end. */
    public static ReadOptions catchUp() {
        return new ReadOptions(StreamPosition.BEGINNING, null, null);
    }

    /** Everything that the stream holds, then what is written to it. */
    public static ReadOptions live(LiveMode mode) {
        return new ReadOptions(StreamPosition.BEGINNING, mode, null);
    }

    /** The same from another offset. */
    public ReadOptions from(Offset offset) {
        return from(StreamPosition.at(offset));
    }

    /** The same from another position. */
    public ReadOptions from(StreamPosition position) {
        return new ReadOptions(position, live, timeout);
    }

    /** The same with another time-out for a long-poll. */
    public ReadOptions timeout(Duration longPoll) {
        return new ReadOptions(from, live, longPoll);
    }
}

package org.streamlistening.client;

import java.util.List;
import org.streamlistening.StreamMessage;

/**
 * What one {@linkplain StreamReader#next() step} of a reader brought.
 *
 * @param from where the first message begins
 * @param messages in stream order; empty if the answer brought none. Unmodifiable
 * @param next where the reader goes on
 * @param upToDate whether the stream held nothing more when the server answered
 * @param closed whether the stream is closed and this is the end of it: nothing follows, ever
 */
public record StreamBatch(
        StreamPosition from, List<StreamMessage> messages, StreamPosition next, boolean upToDate, boolean closed) {

    /** Copies the list. */
    public StreamBatch {
        messages = List.copyOf(messages);
    }

    /**
     * The position after the first so many messages of this batch: {@link #from()} after none, {@link #next()} after
     * all.
     */
    public StreamPosition after(int delivered) {
        if (delivered == messages.size()) {
            return next;
        }
        if (delivered == 0) {
            return from;
        }
        // Asked after each message, and a batch may have tens of thousands: nothing is added up where one is one.
        long passed = messages.get(0).isJson() ? delivered : bytes(delivered);
        return new StreamPosition(from.offset(), from.skip() + passed);
    }

    private long bytes(int delivered) {
        return messages.subList(0, delivered).stream()
                .mapToLong(StreamMessage::length)
                .sum();
    }
}

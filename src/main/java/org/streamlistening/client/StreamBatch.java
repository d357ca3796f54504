package org.streamlistening.client;

import java.util.List;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/**
 * The messages of one {@linkplain StreamReader#next() step} of a reader. Immutable.
 *
 * @param from the position of the first message
 * @param messages the messages in stream order, unmodifiable; empty if the response had none
 * @param next the position after the last message, where the reader continues
 * @param upToDate whether the stream had no further messages when the server responded
 * @param closed whether the stream is closed and ends with this batch
 * @since 0.1
 */
public record StreamBatch(
        StreamPosition from, List<StreamMessage> messages, StreamPosition next, boolean upToDate, boolean closed) {

    /** Copies the list. */
    public StreamBatch {
        messages = List.copyOf(messages);
    }

    /**
     * The position after the first messages of this batch: {@link #from()} after none, {@link #next()} after all.
     *
     * @param delivered the number of messages before the position
     */
    public StreamPosition after(int delivered) {
        if (delivered == messages.size()) {
            return next;
        }
        if (delivered == 0) {
            return from;
        }
        // Runs after each message of batches with tens of thousands of messages: a sum would be slow.
        long passed = messages.get(0).isJson() ? delivered : bytes(delivered);
        return new StreamPosition(from.offset(), from.skip() + passed);
    }

    private long bytes(int delivered) {
        return messages.subList(0, delivered).stream()
                .mapToLong(StreamMessage::length)
                .sum();
    }
}

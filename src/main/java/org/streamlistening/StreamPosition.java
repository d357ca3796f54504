package org.streamlistening;

import java.io.Serializable;

/**
 * A position in a stream: an offset, and a number of messages or bytes after it. Immutable.
 *
 * <p>An observer gets the position behind what it observes: store it with the result of the message, and {@linkplain
 * ListenOptions#from(StreamPosition) listen from there} later.
 *
 * <pre>{@code
 * void onOrder(@Observes @StreamListening Order order, @Delivering StreamPosition behind) { ... }
 * }</pre>
 *
 * <p>A server returns one offset per response, and a response may be long. A position inside a response counts from the
 * offset where the response began. The content at an offset never changes, so the same position always leads to the
 * same message.
 *
 * @param offset an offset that the server has returned, the beginning of the stream, or "now"
 * @param skip how much was read after that offset: messages in JSON mode, else bytes
 * @since 0.1
 */
public record StreamPosition(Offset offset, long skip) implements Serializable {

    /** The beginning of the stream. */
    public static final StreamPosition BEGINNING = at(Offset.BEGINNING);

    /** @throws IllegalArgumentException if {@code skip} is negative */
    public StreamPosition {
        if (skip < 0) {
            throw new IllegalArgumentException("skip must not be negative, not " + skip);
        }
    }

    /** Exactly at this offset. */
    public static StreamPosition at(Offset offset) {
        return new StreamPosition(offset, 0);
    }
}

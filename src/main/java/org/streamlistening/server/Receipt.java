package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/**
 * A stream has taken what it was given, and will not lose it.
 *
 * @param news whether something happened; false for what had been done already
 * @param tail the position behind the last byte
 * @param closed whether the stream is closed now
 * @param stream the stream itself, which may be deleted by the time that this is read
 * @param producer the last step of the producer that asked, if one did
 */
record Receipt(
        boolean news,
        long tail,
        boolean closed,
        DurableStream stream,
        @Nullable ProducerStep producer) {

    static Receipt of(DurableStream stream, StreamState state, @Nullable ProducerStep producer) {
        return new Receipt(true, state.tail(), state.closed(), stream, producer);
    }

    Receipt repeated(@Nullable ProducerStep last) {
        return new Receipt(false, tail, closed, stream, last);
    }
}

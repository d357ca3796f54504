package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/**
 * A stream has taken what it was given, and will not lose it.
 *
 * @param news whether something happened; false for what had been done already
 * @param tail the position behind the last byte
 * @param closed whether the stream is closed now
 * @param type the stream's content type: the stream itself may be deleted by the time that this is read
 * @param producer the last step of the producer that asked, if one did
 */
record Receipt(
        boolean news, long tail, boolean closed, ContentType type, @Nullable ProducerStep producer) {

    static Receipt of(StreamState state, ContentType type, @Nullable ProducerStep producer) {
        return new Receipt(true, state.tail(), state.closed(), type, producer);
    }

    Receipt repeated(@Nullable ProducerStep last) {
        return new Receipt(false, tail, closed, type, last);
    }
}

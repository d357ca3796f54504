package org.streamlistening.internal.engine;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * A stream has taken what it was given, and will not lose it.
 *
 * @param news whether something happened; false for what had been done already
 * @param tail the position behind the last byte
 * @param closed whether the stream is closed now
 * @param stream the stream itself, which may be deleted by the time that this is read
 * @param producer the last step of the producer that asked, if one did
 */
public record CommittedChange(
        boolean news,
        long tail,
        boolean closed,
        DurableStream stream,
        @Nullable ProducerRequest producer) {

    static CommittedChange of(DurableStream stream, StreamState state, @Nullable ProducerRequest producer) {
        return new CommittedChange(true, state.tail(), state.closed(), stream, producer);
    }

    CommittedChange repeated(@Nullable ProducerRequest last) {
        return new CommittedChange(false, tail, closed, stream, last);
    }
}

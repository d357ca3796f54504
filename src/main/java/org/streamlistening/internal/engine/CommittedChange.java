package org.streamlistening.internal.engine;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * The result of a request whose change is durable.
 *
 * @param news whether the request changed something; false for a duplicate
 * @param tail the position after the last byte
 * @param closed whether the stream is closed
 * @param stream the stream, which can be deleted meanwhile
 * @param producer the last accepted request of the same producer, if a producer sent it
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

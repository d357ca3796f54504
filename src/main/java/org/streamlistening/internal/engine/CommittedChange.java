package org.streamlistening.internal.engine;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * The result of a request whose change is durable.
 *
 * @param changed whether the request changed something; false for a duplicate
 * @param tail the position after the last byte
 * @param closed whether the stream is closed
 * @param config the configuration of the stream
 * @param offsets the offsets of the stream
 * @param producer the last accepted request of the same producer, if a producer sent it
 */
public record CommittedChange(
        boolean changed,
        long tail,
        boolean closed,
        StreamConfig config,
        OffsetLineage offsets,
        @Nullable ProducerRequest producer) {

    public static CommittedChange of(
            StreamConfig config, OffsetLineage offsets, StreamState state, @Nullable ProducerRequest producer) {
        return new CommittedChange(true, state.tail(), state.closed(), config, offsets, producer);
    }

    /** The result of a request that changed nothing. */
    public CommittedChange repeated(@Nullable ProducerRequest last) {
        return new CommittedChange(false, tail, closed, config, offsets, last);
    }

    /** The offset after the last byte. */
    public String nextOffset() {
        return offsets.token(tail);
    }
}

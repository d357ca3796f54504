package org.streamlistening.internal.engine.decision;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamState;

/** The state of a stream that a decision depends on. It does not change during the decision. */
public interface StreamView {

    long number();

    StreamConfig config();

    StreamState state();

    /** The token of a position. */
    String token(long position);

    /** The last accepted request of a producer; null if the producer is unknown or forgotten. */
    @Nullable
    ProducerRequest lastOf(String producer);

    /** Whether the stream can remember one more producer. */
    boolean hasRoomForProducer();

    EngineLimits limits();
}

package org.streamlistening.internal.engine.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything about a stream at one moment, except its bytes.
 *
 * @param incarnation the incarnation, see {@link IncarnationIds}
 * @param origin the state before the first byte
 * @param state the current state
 * @param hidden whether the stream is deleted and only kept for its forks
 * @param earliest the first position that can be read
 * @param marks the times of appends, if retention depends on age
 */
public record StreamImage(
        long number,
        long incarnation,
        String id,
        StreamConfig config,
        StreamState origin,
        StreamState state,
        Map<String, ProducerState> producers,
        boolean hidden,
        Instant lastUsed,
        long earliest,
        List<AgeMarks.Mark> marks) {

    public static StreamImage before(StreamChange.Created created) {
        return new StreamImage(
                created.stream(),
                created.incarnation(),
                created.id(),
                created.config(),
                created.origin(),
                created.origin(),
                Map.of(),
                false,
                created.at(),
                created.earliest(),
                List.of());
    }

    public StreamImage lastUsedAt(Instant time) {
        return new StreamImage(
                number, incarnation, id, config, origin, state, producers, hidden, time, earliest, marks);
    }
}

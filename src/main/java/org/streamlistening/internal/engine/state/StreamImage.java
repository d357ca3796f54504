package org.streamlistening.internal.engine.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known about a stream at one moment, but for its bytes.
 *
 * @param incarnation which life of the stream of that id this is, see {@link IncarnationIds}
 * @param origin what it was before its first byte
 * @param state what it is
 * @param hidden whether it is deleted, and only there for its forks
 * @param earliest the first position that can still be read
 * @param marks when which part was appended, if that matters
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

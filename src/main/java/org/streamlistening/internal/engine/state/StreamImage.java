package org.streamlistening.internal.engine.state;

import java.time.Instant;
import java.util.HashMap;
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

    /**
     * The stream after a change. Marks of ages are left to the owner of the image.
     *
     * @throws IllegalArgumentException if the change is of another stream, or drops it
     */
    public StreamImage after(StreamChange change) {
        if (change.stream() != number) {
            throw new IllegalArgumentException("the change is of another stream");
        }
        if (change instanceof StreamChange.Created created) {
            return with(state.after(created), producers, hidden, created.at(), earliest);
        } else if (change instanceof StreamChange.Appended appended) {
            return with(state.after(appended), producersAfter(appended), hidden, appended.at(), earliest);
        } else if (change instanceof StreamChange.Touched touched) {
            return with(state, producers, hidden, touched.at(), earliest);
        } else if (change instanceof StreamChange.Trimmed trimmed) {
            return with(state, producers, hidden, lastUsed, Math.max(earliest, trimmed.position()));
        } else if (change instanceof StreamChange.Hidden) {
            return with(state, producers, true, lastUsed, earliest);
        }
        throw new IllegalArgumentException("a dropped stream has no image");
    }

    private Map<String, ProducerState> producersAfter(StreamChange.Appended appended) {
        ProducerRequest request = appended.producer();
        if (request == null) {
            return producers;
        }
        Map<String, ProducerState> after = new HashMap<>(producers);
        after.put(request.id(), new ProducerState(request, appended.at()));
        return Map.copyOf(after);
    }

    private StreamImage with(
            StreamState then, Map<String, ProducerState> producers, boolean hidden, Instant used, long earliest) {
        return new StreamImage(number, incarnation, id, config, origin, then, producers, hidden, used, earliest, marks);
    }
}

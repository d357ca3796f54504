package org.streamlistening.internal.store.disk;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AgeMarks;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.files.Segment;

/**
 * The state of a stream during recovery: that of a snapshot, changed by the changes in the journals. The engine has the
 * state afterwards. For one thread.
 */
final class ReplayedStream {

    private final StreamImage created;
    private final Map<String, ProducerState> producers;
    private final Duration producerMaxAge;
    private final @Nullable AgeMarks ages;
    private StreamState state;
    private long earliest;
    private boolean hidden;
    private Instant lastUsed;

    ReplayedStream(StreamImage image, Optional<Duration> maxAge, Duration producerMaxAge, Instant now) {
        this.created = image;
        this.producerMaxAge = producerMaxAge;
        this.producers = new HashMap<>(image.producers());
        producers.replaceAll((id, state) -> state.notAfter(now));
        this.ages = maxAge.map(age -> new AgeMarks(age, image.marks(), now)).orElse(null);
        this.state = image.state();
        this.earliest = image.earliest();
        this.hidden = image.hidden();
        this.lastUsed = image.lastUsed();
    }

    void apply(StreamChange change) {
        if (change instanceof StreamChange.Appended appended) {
            ProducerRequest producer = appended.producer();
            if (producer != null) {
                producers.put(producer.id(), new ProducerState(producer, appended.at()));
            }
            grow(appended.at(), state.after(appended));
        } else if (change instanceof StreamChange.Created begun) {
            grow(begun.at(), state.after(begun));
        } else if (change instanceof StreamChange.Touched touched) {
            lastUsed = touched.at();
        } else if (change instanceof StreamChange.Hidden) {
            hidden = true;
        }
    }

    private void grow(Instant at, StreamState after) {
        if (ages != null && after.tail() > state.tail()) {
            ages.appended(state.tail(), at);
        }
        state = after;
        lastUsed = at;
    }

    /**
     * The state now.
     *
     * @param segments the segments of the stream: bytes before the first one were trimmed
     */
    StreamImage image(List<Segment> segments, Instant now) {
        producers.values().removeIf(producer -> producer.isOlderThan(producerMaxAge, now));
        if (!segments.isEmpty() && segments.get(0).start() > created.origin().tail()) {
            earliest = Math.max(earliest, segments.get(0).start());
        }
        if (ages != null) {
            earliest = ages.earliest(earliest, state.tail(), now);
        }
        return new StreamImage(
                created.number(),
                created.incarnation(),
                created.id(),
                created.config(),
                created.origin(),
                state,
                Map.copyOf(producers),
                hidden,
                lastUsed,
                earliest,
                ages == null ? List.of() : ages.marks());
    }
}

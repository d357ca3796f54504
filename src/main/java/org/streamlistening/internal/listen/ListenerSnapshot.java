package org.streamlistening.internal.listen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;

/**
 * The snapshot of a listener: {@link SnapshotCodec} writes it with a session, and a listener of a later JVM goes on
 * from it.
 *
 * @param key the last stream of the listener; null if there was none
 * @param listening whether the listener was listening, and goes on by itself
 * @param policies the reactions to failures in that stream
 * @param progress the progress in each remembered stream, the latest last
 */
public record ListenerSnapshot(
        @Nullable StreamKey key, boolean listening, Policies policies, Map<String, DeliveryProgress> progress) {

    public static final ListenerSnapshot NOTHING = new ListenerSnapshot(null, false, Policies.DEFAULTS, Map.of());

    public ListenerSnapshot {
        progress = Collections.unmodifiableMap(new LinkedHashMap<>(progress));
    }

    /** The status of a listener that does not go on. */
    public StreamStatus status() {
        return key == null ? StreamStatus.IDLE : StreamStatus.STOPPED;
    }

    public @Nullable String streamId() {
        return key == null ? null : key.streamId();
    }

    /** The offset in the last stream. */
    public Offset offset() {
        return position().offset();
    }

    /** The position in the last stream, to the message. */
    public StreamPosition position() {
        DeliveryProgress here = key == null ? null : progress.get(key.streamId());
        return (here == null ? DeliveryProgress.NONE : here).delivered();
    }
}

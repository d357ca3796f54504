package org.streamlistening.internal.listen;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;

/**
 * The snapshot of a listener: {@link SavedCodec} writes it with a session, and a listener of a later JVM goes on from it. It
 * is {@link Serializable} for sessions that an older version of the library wrote.
 *
 * @param key the last stream of the listener; null if there was none
 * @param listening whether the listener was listening, and goes on by itself
 * @param policies the reactions to failures in that stream
 * @param places the progress in each remembered stream, the latest last
 */
public record Saved(@Nullable StreamKey key, boolean listening, Policies policies, Map<String, Progress> places)
        implements Serializable {

    public static final Saved NOTHING = new Saved(null, false, Policies.DEFAULTS, Map.of());

    /** Copies the map. A component that the bytes of an older version lack is null, and gets its default. */
    public Saved {
        policies = policies == null ? Policies.DEFAULTS : policies;
        // Not an unmodifiable view: every JVM can deserialise this class, in the same order.
        places = new LinkedHashMap<>(places == null ? Map.of() : places);
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
        Progress here = key == null ? null : places.get(key.streamId());
        return (here == null ? Progress.NONE : here).delivered().offset();
    }
}

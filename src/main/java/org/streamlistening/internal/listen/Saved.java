package org.streamlistening.internal.listen;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;

/**
 * What of a listener outlives its JVM: nothing but this is written with a session, by {@link SavedCodec}. That it can be
 * serialised itself is for sessions that an older version of the library wrote.
 *
 * @param key the stream that it followed last; null if none
 * @param listening whether it went on by itself
 * @param policies what it did about what goes wrong
 * @param places how far it is in each stream that it remembers, the latest last
 */
public record Saved(@Nullable StreamKey key, boolean listening, Policies policies, Map<String, Progress> places)
        implements Serializable {

    public static final Saved NOTHING = new Saved(null, false, Policies.DEFAULTS, Map.of());

    /** Copies the map. What an older version of this record did not have has its default. */
    public Saved {
        policies = policies == null ? Policies.DEFAULTS : policies;
        // Not an unmodifiable view: this is what Java serialisation can read back everywhere, in the same order.
        places = new LinkedHashMap<>(places == null ? Map.of() : places);
    }

    /** Of a listener that does not go on with this. */
    public StreamStatus status() {
        return key == null ? StreamStatus.IDLE : StreamStatus.STOPPED;
    }

    public @Nullable String streamId() {
        return key == null ? null : key.streamId();
    }

    /** How far it is in the stream that it followed last. */
    public Offset offset() {
        Progress here = key == null ? null : places.get(key.streamId());
        return (here == null ? Progress.NONE : here).delivered().offset();
    }
}

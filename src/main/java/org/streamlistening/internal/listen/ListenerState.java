package org.streamlistening.internal.listen;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamPosition;

/**
 * Where a listener stands. Every change is a new object.
 *
 * @param generation counts the calls of {@code listen}, {@code stop} and {@code reset}: what belongs to an older one no
 *     longer counts
 * @param key what is read; null before the first {@code listen} and after {@code reset}
 * @param policies what is done about what goes wrong there
 * @param here where it is in that stream
 * @param elsewhere where it was in other streams, the latest last
 * @param ended whether the listener was abandoned: no call changes anything any more
 */
record ListenerState(
        long generation,
        StreamStatus status,
        @Nullable StreamKey key,
        Policies policies,
        OffsetCheckpoint here,
        Map<String, OffsetCheckpoint> elsewhere,
        boolean ended) {

    static ListenerState idle(long generation) {
        return new ListenerState(
                generation,
                StreamStatus.IDLE,
                null,
                Policies.DEFAULTS,
                OffsetCheckpoint.at(Progress.NONE),
                Map.of(),
                false);
    }

    static ListenerState of(Saved saved) {
        StreamKey key = saved.key();
        if (key == null) {
            return idle(0);
        }
        Map<String, OffsetCheckpoint> elsewhere = new LinkedHashMap<>();
        saved.places().forEach((stream, progress) -> elsewhere.put(stream, OffsetCheckpoint.at(progress)));
        OffsetCheckpoint here = elsewhere.remove(key.streamId());
        return new ListenerState(
                0,
                StreamStatus.STOPPED,
                key,
                saved.policies(),
                here == null ? OffsetCheckpoint.at(Progress.NONE) : here,
                elsewhere,
                false);
    }

    Progress progress() {
        return here.now();
    }

    Saved saved() {
        Map<String, Progress> places = new LinkedHashMap<>();
        places().forEach((stream, checkpoint) -> places.put(stream, checkpoint.now()));
        return new Saved(key, status.isListening(), policies, places);
    }

    /**
     * @param from where to start; null: where this listener last was in that stream, else the beginning
     * @param remembered how many streams it remembers besides: the ones that it left last
     */
    ListenerState listening(StreamKey next, Policies then, @Nullable Offset from, int remembered) {
        if (ended) {
            return this;
        }
        Map<String, OffsetCheckpoint> places = places();
        OffsetCheckpoint known = places.remove(next.streamId());
        OffsetCheckpoint start = from != null
                ? OffsetCheckpoint.at(Progress.at(StreamPosition.at(from)))
                : known != null ? known : OffsetCheckpoint.at(Progress.NONE);
        Iterator<String> oldest = places.keySet().iterator();
        for (int tooMany = places.size() - remembered; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, next, then, start, places, false);
    }

    ListenerState woken() {
        return ended
                ? this
                : new ListenerState(generation + 1, StreamStatus.CONNECTING, key, policies, here, elsewhere, false);
    }

    /** A listener that does not go on by itself anyway keeps its status. */
    ListenerState stopped() {
        return ended ? this : stopped(false);
    }

    /** Like {@link #stopped()}, but for good: no later call leaves this state. */
    ListenerState abandoned() {
        return ended ? this : stopped(true);
    }

    private ListenerState stopped(boolean forGood) {
        StreamStatus then = status.isListening() ? StreamStatus.STOPPED : status;
        return new ListenerState(generation + 1, then, key, policies, here, elsewhere, forGood);
    }

    ListenerState reset() {
        return ended ? this : idle(generation + 1);
    }

    ListenerState with(StreamStatus next) {
        return new ListenerState(generation, next, key, policies, here, elsewhere, ended);
    }

    /**
     * Observers got something and all returned: only now does the offset move. If one of them stopped the listener, or
     * sent it elsewhere, that still holds of the stream it came from; if one sent it to another place in the same
     * stream, or reset it, it does not.
     */
    // The very object, not an equal one: whoever listens to the same place anew makes a new object.
    @SuppressWarnings("ReferenceEquality")
    ListenerState moved(String streamId, Progress from, Progress to) {
        if (key != null && key.streamId().equals(streamId)) {
            return here.now() == from ? at(here.delivered(to), elsewhere) : this;
        }
        OffsetCheckpoint there = elsewhere.get(streamId);
        if (there == null || there.now() != from) {
            return this;
        }
        Map<String, OffsetCheckpoint> places = new LinkedHashMap<>(elsewhere);
        places.put(streamId, there.delivered(to));
        return at(here, places);
    }

    /** The session may be serialised from now on. */
    ListenerState note() {
        return at(here.note(), eachOf(elsewhere, OffsetCheckpoint::note));
    }

    /** As it is, but where it was noted. */
    ListenerState atNoted() {
        return at(here.atNoted(), eachOf(elsewhere, OffsetCheckpoint::atNoted));
    }

    private ListenerState at(OffsetCheckpoint checkpoint, Map<String, OffsetCheckpoint> places) {
        return new ListenerState(generation, status, key, policies, checkpoint, places, ended);
    }

    private static Map<String, OffsetCheckpoint> eachOf(
            Map<String, OffsetCheckpoint> places, UnaryOperator<OffsetCheckpoint> change) {
        Map<String, OffsetCheckpoint> changed = new LinkedHashMap<>(places);
        changed.replaceAll((stream, checkpoint) -> change.apply(checkpoint));
        return changed;
    }

    private Map<String, OffsetCheckpoint> places() {
        Map<String, OffsetCheckpoint> places = new LinkedHashMap<>(elsewhere);
        if (key != null) {
            places.put(key.streamId(), here);
        }
        return places;
    }
}

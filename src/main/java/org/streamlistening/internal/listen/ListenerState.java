package org.streamlistening.internal.listen;

import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param progress how far it is in that stream
 * @param noted how far it was when the session could last be serialised, or when it began after that
 * @param elsewhere how far it was in other streams, the latest last
 */
record ListenerState(
        long generation,
        StreamStatus status,
        @Nullable StreamKey key,
        Policies policies,
        Progress progress,
        Progress noted,
        Map<String, Progress> elsewhere) {

    static ListenerState idle(long generation) {
        return new ListenerState(
                generation, StreamStatus.IDLE, null, Policies.DEFAULTS, Progress.NONE, Progress.NONE, Map.of());
    }

    static ListenerState of(Saved saved) {
        StreamKey key = saved.key();
        if (key == null) {
            return idle(0);
        }
        Map<String, Progress> elsewhere = new LinkedHashMap<>(saved.places());
        Progress progress = elsewhere.remove(key.streamId());
        Progress start = progress == null ? Progress.NONE : progress;
        return new ListenerState(0, StreamStatus.STOPPED, key, saved.policies(), start, start, elsewhere);
    }

    Saved saved() {
        return new Saved(key, status.isListening(), policies, places());
    }

    /** @param from where to start; null: where this listener last was in that stream, else the beginning */
    ListenerState listening(StreamKey next, Policies then, @Nullable Offset from) {
        Map<String, Progress> places = places();
        Progress known = places.remove(next.streamId());
        Progress start = from != null ? Progress.at(StreamPosition.at(from)) : known != null ? known : Progress.NONE;
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, next, then, start, start, places);
    }

    ListenerState woken() {
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, key, policies, progress, noted, elsewhere);
    }

    /** A listener that does not go on by itself anyway keeps its status. */
    ListenerState stopped() {
        StreamStatus then = status.isListening() ? StreamStatus.STOPPED : status;
        return new ListenerState(generation + 1, then, key, policies, progress, noted, elsewhere);
    }

    ListenerState reset() {
        return idle(generation + 1);
    }

    ListenerState with(StreamStatus next) {
        return new ListenerState(generation, next, key, policies, progress, noted, elsewhere);
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
            return progress == from ? delivered(to) : this;
        }
        if (elsewhere.get(streamId) != from) {
            return this;
        }
        Map<String, Progress> places = new LinkedHashMap<>(elsewhere);
        places.put(streamId, to);
        return new ListenerState(generation, status, key, policies, progress, noted, places);
    }

    private ListenerState delivered(Progress to) {
        // "Now" is somewhere else later: what it turned out to be is where this listener began.
        boolean somewhere = !noted.delivered().offset().equals(Offset.NOW);
        return new ListenerState(generation, status, key, policies, to, somewhere ? noted : to, elsewhere);
    }

    /** The session may be serialised from now on. */
    ListenerState note() {
        return new ListenerState(generation, status, key, policies, progress, progress, elsewhere);
    }

    /** As it is, but where it was noted. */
    ListenerState atNoted() {
        return new ListenerState(generation, status, key, policies, noted, noted, elsewhere);
    }

    private Map<String, Progress> places() {
        Map<String, Progress> places = new LinkedHashMap<>(elsewhere);
        if (key != null) {
            places.put(key.streamId(), progress);
        }
        if (places.size() > Saved.MAX_PLACES) {
            places.remove(places.keySet().iterator().next());
        }
        return places;
    }
}

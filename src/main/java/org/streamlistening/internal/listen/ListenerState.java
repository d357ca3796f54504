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
 * The state of a listener. Every change is a new object.
 *
 * @param generation the number of calls of {@code listen}, {@code stop} and {@code reset}: deliveries of an older generation
 *     no longer count
 * @param key the current stream; null before the first {@code listen} and after {@code reset}
 * @param policies the reactions to failures in that stream
 * @param inStream the progress in that stream
 * @param inOthers the progress in other streams, the latest last
 * @param ended whether the listener was abandoned: no call changes the state any more
 */
record ListenerState(
        long generation,
        StreamStatus status,
        @Nullable StreamKey key,
        Policies policies,
        StreamProgress inStream,
        Map<String, StreamProgress> inOthers,
        boolean ended) {

    static ListenerState idle(long generation) {
        StreamProgress none = StreamProgress.at(Progress.NONE);
        return new ListenerState(generation, StreamStatus.IDLE, null, Policies.DEFAULTS, none, Map.of(), false);
    }

    static ListenerState of(Saved saved) {
        StreamKey key = saved.key();
        if (key == null) {
            return idle(0);
        }
        Map<String, StreamProgress> inOthers = new LinkedHashMap<>();
        saved.places().forEach((stream, progress) -> inOthers.put(stream, StreamProgress.at(progress)));
        StreamProgress inStream = inOthers.remove(key.streamId());
        return new ListenerState(
                0,
                StreamStatus.STOPPED,
                key,
                saved.policies(),
                inStream == null ? StreamProgress.at(Progress.NONE) : inStream,
                inOthers,
                false);
    }

    Progress progress() {
        return inStream.current();
    }

    Saved saved() {
        Map<String, Progress> places = new LinkedHashMap<>();
        all().forEach((stream, progress) -> places.put(stream, progress.current()));
        return new Saved(key, status.isListening(), policies, places);
    }

    /**
     * The state after {@code listen}.
     *
     * @param from the offset to start at; null: the last offset of this listener in that stream, else the beginning
     * @param remembered the number of other streams to remember: those that the listener left last
     */
    ListenerState listening(StreamKey next, Policies reactions, @Nullable Offset from, int remembered) {
        if (ended) {
            return this;
        }
        Map<String, StreamProgress> streams = all();
        StreamProgress known = streams.remove(next.streamId());
        StreamProgress start = from != null
                ? StreamProgress.at(Progress.at(StreamPosition.at(from)))
                : known != null ? known : StreamProgress.at(Progress.NONE);
        Iterator<String> oldest = streams.keySet().iterator();
        for (int tooMany = streams.size() - remembered; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, next, reactions, start, streams, false);
    }

    ListenerState resumed() {
        return ended
                ? this
                : new ListenerState(generation + 1, StreamStatus.CONNECTING, key, policies, inStream, inOthers, false);
    }

    /** The state after {@code stop}. A status that is not a listening one stays. */
    ListenerState stopped() {
        return ended ? this : stopped(false);
    }

    /** As {@link #stopped()}, and no later call leaves this state. */
    ListenerState abandoned() {
        return ended ? this : stopped(true);
    }

    private ListenerState stopped(boolean forGood) {
        StreamStatus after = status.isListening() ? StreamStatus.STOPPED : status;
        return new ListenerState(generation + 1, after, key, policies, inStream, inOthers, forGood);
    }

    ListenerState reset() {
        return ended ? this : idle(generation + 1);
    }

    ListenerState with(StreamStatus next) {
        return new ListenerState(generation, next, key, policies, inStream, inOthers, ended);
    }

    /**
     * The state after all observers of a message returned: only now does the offset move. If one of them stopped the listener,
     * or started it on another stream, the offset still moves in the stream of the message. If one of them started it at
     * another offset of the same stream, or reset it, the offset stays.
     */
    // The same object, not an equal one: a listen at an equal offset makes a new object.
    @SuppressWarnings("ReferenceEquality")
    ListenerState moved(String streamId, Progress from, Progress to) {
        if (key != null && key.streamId().equals(streamId)) {
            return inStream.current() == from ? at(inStream.delivered(to), inOthers) : this;
        }
        StreamProgress known = inOthers.get(streamId);
        if (known == null || known.current() != from) {
            return this;
        }
        Map<String, StreamProgress> streams = new LinkedHashMap<>(inOthers);
        streams.put(streamId, known.delivered(to));
        return at(inStream, streams);
    }

    /** The session may be serialised from now on. */
    ListenerState withCheckpoint() {
        return at(inStream.withCheckpoint(), eachOf(inOthers, StreamProgress::withCheckpoint));
    }

    /** The same state with the progress of the last checkpoint. */
    ListenerState atCheckpoint() {
        return at(inStream.atCheckpoint(), eachOf(inOthers, StreamProgress::atCheckpoint));
    }

    private ListenerState at(StreamProgress progress, Map<String, StreamProgress> others) {
        return new ListenerState(generation, status, key, policies, progress, others, ended);
    }

    private static Map<String, StreamProgress> eachOf(
            Map<String, StreamProgress> streams, UnaryOperator<StreamProgress> change) {
        Map<String, StreamProgress> changed = new LinkedHashMap<>(streams);
        changed.replaceAll((stream, progress) -> change.apply(progress));
        return changed;
    }

    private Map<String, StreamProgress> all() {
        Map<String, StreamProgress> streams = new LinkedHashMap<>(inOthers);
        if (key != null) {
            streams.put(key.streamId(), inStream);
        }
        return streams;
    }
}

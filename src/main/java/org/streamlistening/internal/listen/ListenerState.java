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
 * @param here the progress in that stream
 * @param elsewhere the progress in other streams, the latest last
 * @param ended whether the listener was abandoned: no call changes the state any more
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
        OffsetCheckpoint nowhere = OffsetCheckpoint.at(Progress.NONE);
        return new ListenerState(generation, StreamStatus.IDLE, null, Policies.DEFAULTS, nowhere, Map.of(), false);
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
        return here.current();
    }

    Saved saved() {
        Map<String, Progress> places = new LinkedHashMap<>();
        checkpoints().forEach((stream, checkpoint) -> places.put(stream, checkpoint.current()));
        return new Saved(key, status.isListening(), policies, places);
    }

    /**
     * The state after {@code listen}.
     *
     * @param from the offset to start at; null: the last offset of this listener in that stream, else the beginning
     * @param remembered the number of other streams to remember: those that the listener left last
     */
    ListenerState listening(StreamKey next, Policies then, @Nullable Offset from, int remembered) {
        if (ended) {
            return this;
        }
        Map<String, OffsetCheckpoint> checkpoints = checkpoints();
        OffsetCheckpoint known = checkpoints.remove(next.streamId());
        OffsetCheckpoint start = from != null
                ? OffsetCheckpoint.at(Progress.at(StreamPosition.at(from)))
                : known != null ? known : OffsetCheckpoint.at(Progress.NONE);
        Iterator<String> oldest = checkpoints.keySet().iterator();
        for (int tooMany = checkpoints.size() - remembered; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, next, then, start, checkpoints, false);
    }

    ListenerState resumed() {
        return ended
                ? this
                : new ListenerState(generation + 1, StreamStatus.CONNECTING, key, policies, here, elsewhere, false);
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
     * The state after all observers of a message returned: only now does the offset move. If one of them stopped the listener,
     * or started it on another stream, the offset still moves in the stream of the message. If one of them started it at
     * another offset of the same stream, or reset it, the offset stays.
     */
    // The same object, not an equal one: a listen at an equal offset makes a new object.
    @SuppressWarnings("ReferenceEquality")
    ListenerState moved(String streamId, Progress from, Progress to) {
        if (key != null && key.streamId().equals(streamId)) {
            return here.current() == from ? at(here.delivered(to), elsewhere) : this;
        }
        OffsetCheckpoint there = elsewhere.get(streamId);
        if (there == null || there.current() != from) {
            return this;
        }
        Map<String, OffsetCheckpoint> checkpoints = new LinkedHashMap<>(elsewhere);
        checkpoints.put(streamId, there.delivered(to));
        return at(here, checkpoints);
    }

    /** The session may be serialised from now on. */
    ListenerState checkpoint() {
        return at(here.checkpoint(), eachOf(elsewhere, OffsetCheckpoint::checkpoint));
    }

    /** The same state with the progress of the last checkpoint. */
    ListenerState atSerialized() {
        return at(here.atSerialized(), eachOf(elsewhere, OffsetCheckpoint::atSerialized));
    }

    private ListenerState at(OffsetCheckpoint checkpoint, Map<String, OffsetCheckpoint> others) {
        return new ListenerState(generation, status, key, policies, checkpoint, others, ended);
    }

    private static Map<String, OffsetCheckpoint> eachOf(
            Map<String, OffsetCheckpoint> checkpoints, UnaryOperator<OffsetCheckpoint> change) {
        Map<String, OffsetCheckpoint> changed = new LinkedHashMap<>(checkpoints);
        changed.replaceAll((stream, checkpoint) -> change.apply(checkpoint));
        return changed;
    }

    private Map<String, OffsetCheckpoint> checkpoints() {
        Map<String, OffsetCheckpoint> checkpoints = new LinkedHashMap<>(elsewhere);
        if (key != null) {
            checkpoints.put(key.streamId(), here);
        }
        return checkpoints;
    }
}

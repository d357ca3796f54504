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
 * @param current the progress in that stream
 * @param others the progress in other streams, the latest last
 * @param ended whether the listener was abandoned: no call changes the state any more
 */
record ListenerState(
        long generation,
        StreamStatus status,
        @Nullable StreamKey key,
        Policies policies,
        OffsetCheckpoint current,
        Map<String, OffsetCheckpoint> others,
        boolean ended) {

    static ListenerState idle(long generation) {
        OffsetCheckpoint nowhere = OffsetCheckpoint.at(DeliveryProgress.NONE);
        return new ListenerState(generation, StreamStatus.IDLE, null, Policies.DEFAULTS, nowhere, Map.of(), false);
    }

    static ListenerState of(ListenerSnapshot snapshot) {
        StreamKey key = snapshot.key();
        if (key == null) {
            return idle(0);
        }
        Map<String, OffsetCheckpoint> others = new LinkedHashMap<>();
        snapshot.progress().forEach((stream, progress) -> others.put(stream, OffsetCheckpoint.at(progress)));
        OffsetCheckpoint current = others.remove(key.streamId());
        return new ListenerState(
                0,
                StreamStatus.STOPPED,
                key,
                snapshot.policies(),
                current == null ? OffsetCheckpoint.at(DeliveryProgress.NONE) : current,
                others,
                false);
    }

    DeliveryProgress progress() {
        return current.current();
    }

    ListenerSnapshot snapshot() {
        Map<String, DeliveryProgress> progress = new LinkedHashMap<>();
        checkpoints().forEach((stream, checkpoint) -> progress.put(stream, checkpoint.current()));
        return new ListenerSnapshot(key, status.isListening(), policies, progress);
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
                ? OffsetCheckpoint.at(DeliveryProgress.at(StreamPosition.at(from)))
                : known != null ? known : OffsetCheckpoint.at(DeliveryProgress.NONE);
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
                : new ListenerState(generation + 1, StreamStatus.CONNECTING, key, policies, current, others, false);
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
        return new ListenerState(generation + 1, then, key, policies, current, others, forGood);
    }

    ListenerState reset() {
        return ended ? this : idle(generation + 1);
    }

    ListenerState with(StreamStatus next) {
        return new ListenerState(generation, next, key, policies, current, others, ended);
    }

    /**
     * The state after all observers of a message returned: only now does the offset move. If one of them stopped the listener,
     * or started it on another stream, the offset still moves in the stream of the message. If one of them started it at
     * another offset of the same stream, or reset it, the offset stays.
     */
    // The same object, not an equal one: a listen at an equal offset makes a new object.
    @SuppressWarnings("ReferenceEquality")
    ListenerState moved(String streamId, DeliveryProgress from, DeliveryProgress to) {
        if (key != null && key.streamId().equals(streamId)) {
            return current.current() == from ? at(current.delivered(to), others) : this;
        }
        OffsetCheckpoint there = others.get(streamId);
        if (there == null || there.current() != from) {
            return this;
        }
        Map<String, OffsetCheckpoint> checkpoints = new LinkedHashMap<>(others);
        checkpoints.put(streamId, there.delivered(to));
        return at(current, checkpoints);
    }

    /** The session may be serialised from now on. */
    ListenerState checkpoint() {
        return at(current.checkpoint(), eachOf(others, OffsetCheckpoint::checkpoint));
    }

    /** The same state with the progress of the last checkpoint. */
    ListenerState atSerialized() {
        return at(current.atSerialized(), eachOf(others, OffsetCheckpoint::atSerialized));
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
        Map<String, OffsetCheckpoint> checkpoints = new LinkedHashMap<>(others);
        if (key != null) {
            checkpoints.put(key.streamId(), current);
        }
        return checkpoints;
    }
}

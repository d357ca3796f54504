package org.streamlistening.internal.listen;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;

/**
 * The state of a listener. Every change is a new object.
 *
 * @param generation the number of calls of {@code listen}, {@code stop} and {@code reset}: deliveries of an older
 *     generation no longer count
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
        StreamProgress current,
        Map<String, StreamProgress> others,
        boolean ended) {

    static ListenerState idle(long generation) {
        StreamProgress none = StreamProgress.at(DeliveryProgress.NONE);
        return new ListenerState(generation, StreamStatus.IDLE, null, Policies.DEFAULTS, none, Map.of(), false);
    }

    static ListenerState of(ListenerSnapshot snapshot) {
        StreamKey key = snapshot.key();
        if (key == null) {
            return idle(0);
        }
        Map<String, StreamProgress> others = new LinkedHashMap<>();
        snapshot.progress().forEach((stream, progress) -> others.put(stream, StreamProgress.at(progress)));
        StreamProgress current = others.remove(key.streamId());
        return new ListenerState(
                0,
                StreamStatus.STOPPED,
                key,
                snapshot.policies(),
                current == null ? StreamProgress.atBeginning() : current,
                others,
                false);
    }

    DeliveryProgress progress() {
        return current.current();
    }

    /**
     * The progress of this generation. If the generation is over, one that no state has: {@link #moved} moves nothing
     * from there.
     */
    StreamProgress currentIn(long ofGeneration) {
        return generation == ofGeneration ? current : StreamProgress.atBeginning();
    }

    ListenerSnapshot snapshot() {
        Map<String, DeliveryProgress> progress = new LinkedHashMap<>();
        all().forEach((stream, one) -> progress.put(stream, one.current()));
        return new ListenerSnapshot(key, status.isListening(), policies, progress);
    }

    /**
     * The state after {@code listen}.
     *
     * @param from the offset to start at; null: the last offset of this listener in that stream, else the beginning
     * @param remembered the number of other streams to remember: those that the listener left last
     */
    ListenerState listening(StreamKey next, Policies reactions, @Nullable StreamPosition from, int remembered) {
        if (ended) {
            return this;
        }
        Map<String, StreamProgress> streams = all();
        StreamProgress known = streams.remove(next.streamId());
        StreamProgress start = from != null
                ? StreamProgress.at(DeliveryProgress.at(from))
                : known != null ? known : StreamProgress.atBeginning();
        Iterator<String> oldest = streams.keySet().iterator();
        for (int tooMany = streams.size() - remembered; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
        // Most listeners follow one stream only: no empty map for each.
        Map<String, StreamProgress> left = streams.isEmpty() ? Map.of() : streams;
        return new ListenerState(generation + 1, StreamStatus.CONNECTING, next, reactions, start, left, false);
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
        StreamStatus after = status.isListening() ? StreamStatus.STOPPED : status;
        return new ListenerState(generation + 1, after, key, policies, current, others, forGood);
    }

    ListenerState reset() {
        return ended ? this : idle(generation + 1);
    }

    ListenerState with(StreamStatus next) {
        return new ListenerState(generation, next, key, policies, current, others, ended);
    }

    /**
     * The state after all observers of a message returned: only now does the offset move. If one of them stopped the
     * listener, or started it on another stream, the offset still moves in the stream of the message. If one of them
     * started it at another offset of the same stream, or reset it, the offset stays.
     */
    // The same object, not an equal one: a listen at an equal offset makes a new object.
    @SuppressWarnings("ReferenceEquality")
    ListenerState moved(String streamId, DeliveryProgress from, DeliveryProgress to) {
        if (key != null && key.streamId().equals(streamId)) {
            return current.current() == from ? at(current.delivered(to), others) : this;
        }
        StreamProgress known = others.get(streamId);
        if (known == null || known.current() != from) {
            return this;
        }
        Map<String, StreamProgress> streams = new LinkedHashMap<>(others);
        streams.put(streamId, known.delivered(to));
        return at(current, streams);
    }

    /** The session may be serialised from now on. */
    ListenerState withCheckpoint() {
        return at(current.withCheckpoint(), eachOf(others, StreamProgress::withCheckpoint));
    }

    /** The same state with the progress of the last checkpoint. */
    ListenerState atCheckpoint() {
        return at(current.atCheckpoint(), eachOf(others, StreamProgress::atCheckpoint));
    }

    private ListenerState at(StreamProgress progress, Map<String, StreamProgress> others) {
        return new ListenerState(generation, status, key, policies, progress, others, ended);
    }

    private static Map<String, StreamProgress> eachOf(
            Map<String, StreamProgress> streams, UnaryOperator<StreamProgress> change) {
        if (streams.isEmpty()) {
            return streams;
        }
        Map<String, StreamProgress> changed = new LinkedHashMap<>(streams);
        changed.replaceAll((stream, progress) -> change.apply(progress));
        return changed;
    }

    private Map<String, StreamProgress> all() {
        Map<String, StreamProgress> streams = new LinkedHashMap<>(others);
        if (key != null) {
            streams.put(key.streamId(), current);
        }
        return streams;
    }
}

package org.streamlistening.internal.consume.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;

/**
 * What all servers share about one consumer.
 *
 * @param claims the number of claims so far
 * @param heartbeats the number of writes of owners so far: while it stays the same, the owner may have ended
 * @param owner the run of the server that delivers; empty: none
 * @param lastCommand the id of the command that was written last; empty: none
 * @param moves the number of commands so far that set another stream or position
 * @param restarts the number of commands so far to go on
 * @param paused whether nothing is delivered
 * @param streamId the stream that it follows; null: none
 * @param position where it goes on in that stream
 */
public record ConsumerState(
        long claims,
        long heartbeats,
        String owner,
        String lastCommand,
        long moves,
        long restarts,
        boolean paused,
        @Nullable String streamId,
        StreamPosition position) {

    /** A consumer that has never run. */
    public static ConsumerState initial(@Nullable String streamId, StreamPosition start) {
        return new ConsumerState(0, 0, "", "", 0, 0, false, streamId, start);
    }

    public boolean hasOwner() {
        return !owner.isEmpty();
    }

    /** The run of a server takes the consumer over. */
    public ConsumerState claimedBy(String run) {
        return new ConsumerState(claims + 1, heartbeats, run, lastCommand, moves, restarts, paused, streamId, position);
    }

    /** The owner writes. */
    public ConsumerState heartbeat() {
        return new ConsumerState(
                claims, heartbeats + 1, owner, lastCommand, moves, restarts, paused, streamId, position);
    }

    /** The owner stops: any server can take the consumer over at once. */
    public ConsumerState released() {
        return new ConsumerState(claims, heartbeats, "", lastCommand, moves, restarts, paused, streamId, position);
    }

    /** The messages before this position were delivered. */
    public ConsumerState at(StreamPosition reached) {
        return new ConsumerState(claims, heartbeats, owner, lastCommand, moves, restarts, paused, streamId, reached);
    }

    /** A command with this id was written. */
    public ConsumerState after(String command) {
        return new ConsumerState(claims, heartbeats, owner, command, moves, restarts, paused, streamId, position);
    }

    /** A command: delivers nothing until it is resumed. */
    public ConsumerState pause() {
        return new ConsumerState(claims, heartbeats, owner, lastCommand, moves, restarts, true, streamId, position);
    }

    /** A command: delivers again, also after a failure. */
    public ConsumerState resume() {
        return new ConsumerState(
                claims, heartbeats, owner, lastCommand, moves, restarts + 1, false, streamId, position);
    }

    /** A command: goes on from there. */
    public ConsumerState moved(@Nullable String toStream, StreamPosition to) {
        return new ConsumerState(claims, heartbeats, owner, lastCommand, moves + 1, restarts, paused, toStream, to);
    }

    /** The configuration names this stream, in place of another one. */
    public ConsumerState configured(String stream, StreamPosition start) {
        return Objects.equals(streamId, stream) ? this : moved(stream, start);
    }
}

package org.streamlistening.internal.engine.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step in the life of a stream. The state of a stream is what its changes, one after the other, made of it. */
public sealed interface StreamChange {

    /** The number of the stream that changes. */
    long stream();

    /**
     * A stream begins. Its first bytes and an immediate end are part of it.
     *
     * @param incarnation which life of the stream of that id this is, see {@link IncarnationIds}
     * @param origin what it is before its first byte
     * @param earliest the first position that can be read: a fork does not bring back what its source let go
     */
    record Created(
            long stream,
            long incarnation,
            String id,
            StreamConfig config,
            Instant at,
            StreamState origin,
            long earliest,
            StoredAppend append,
            boolean closes)
            implements StreamChange {}

    /** Bytes were appended, or the stream was closed, or both in one step. */
    record Appended(
            long stream,
            Instant at,
            StoredAppend append,
            boolean closes,
            @Nullable ProducerRequest producer,
            @Nullable String seq)
            implements StreamChange {}

    /** The stream was used, which puts off its end. Told now and then only. */
    record Touched(long stream, Instant at) implements StreamChange {}

    /** Nobody will ask for anything before a position again: the files up to there can go. */
    record Trimmed(long stream, long position) implements StreamChange {}

    /** The stream is no more, but for the forks that need its bytes. */
    record Hidden(long stream) implements StreamChange {}

    /** The stream and its bytes are no more. */
    record Dropped(long stream) implements StreamChange {}
}

package org.streamlistening.internal.engine.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change of a stream, as the engine decided it. The changes of a stream, in order, determine its state. */
public sealed interface StreamChange {

    /** The number of the stream. */
    long stream();

    /**
     * A stream was created, possibly with its first bytes, possibly closed.
     *
     * @param incarnation the incarnation, see {@link IncarnationIds}
     * @param origin the state before the first byte
     * @param earliest the first position that can be read: a fork does not restore what its source has trimmed
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

    /** Bytes were appended, the stream was closed, or both. */
    record Appended(
            long stream,
            Instant at,
            StoredAppend append,
            boolean closes,
            @Nullable ProducerRequest producer,
            @Nullable String seq)
            implements StreamChange {}

    /** The stream was used, which extends its lifetime. Not every use is stored. */
    record Touched(long stream, Instant at) implements StreamChange {}

    /** Bytes before a position were trimmed: their files can be deleted. */
    record Trimmed(long stream, long position) implements StreamChange {}

    /** The stream was deleted, but forks still need its bytes. */
    record Hidden(long stream) implements StreamChange {}

    /** The stream and its bytes were deleted. */
    record Dropped(long stream) implements StreamChange {}
}

package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/** One step in the life of a stream. The state of a stream is what its changes, one after the other, made of it. */
sealed interface Change {

    /** The number of the stream that changes. */
    long stream();

    /** A stream begins. Its first bytes and an immediate end are part of it. */
    record Created(long stream, String id, StreamConfig config, Batch batch, boolean closes) implements Change {}

    /** Bytes were appended, or the stream was closed, or both in one step. */
    record Appended(
            long stream,
            Batch batch,
            boolean closes,
            @Nullable String seq) implements Change {}

    /** The stream and its bytes are no more. */
    record Dropped(long stream) implements Change {}
}

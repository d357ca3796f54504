package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/**
 * What changes in a stream. Every change makes a new object.
 *
 * @param tail the position behind the last byte
 * @param closed whether nothing can be appended any more
 * @param seq the last {@code Stream-Seq}
 */
record StreamState(long tail, boolean closed, @Nullable String seq) {

    static final StreamState EMPTY = new StreamState(0, false, null);

    StreamState after(Change.Created created) {
        return appended(created.batch(), created.closes(), null);
    }

    StreamState after(Change.Appended appended) {
        return appended(appended.batch(), appended.closes(), appended.seq());
    }

    private StreamState appended(Batch batch, boolean closes, @Nullable String newSeq) {
        return new StreamState(tail + batch.bytes().length, closed || closes, newSeq == null ? seq : newSeq);
    }
}

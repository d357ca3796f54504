package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/**
 * What changes in a stream. Every change makes a new object.
 *
 * @param tail the position behind the last byte
 * @param messages how many messages there have been, with those that a fork inherited
 * @param closed whether nothing can be appended any more
 * @param closedBy the producer's step that closed it, if it was one
 * @param seq the last {@code Stream-Seq}
 */
record StreamState(
        long tail,
        long messages,
        boolean closed,
        @Nullable ProducerStep closedBy,
        @Nullable String seq) {

    /** What a stream is before its first byte: at the beginning, or where it branched off. */
    static StreamState beginningAt(long position, long messages) {
        return new StreamState(position, messages, false, null, null);
    }

    StreamState after(Change.Created created) {
        return appended(created.batch(), created.closes(), null, null);
    }

    StreamState after(Change.Appended appended) {
        return appended(appended.batch(), appended.closes(), appended.producer(), appended.seq());
    }

    private StreamState appended(
            Batch batch, boolean closes, @Nullable ProducerStep producer, @Nullable String newSeq) {
        return new StreamState(
                tail + batch.size(),
                messages + batch.messages(),
                closed || closes,
                closes ? producer : closedBy,
                newSeq == null ? seq : newSeq);
    }
}

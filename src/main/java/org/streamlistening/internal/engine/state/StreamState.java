package org.streamlistening.internal.engine.state;

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
public record StreamState(
        long tail,
        long messages,
        boolean closed,
        @Nullable ProducerRequest closedBy,
        @Nullable String seq) {

    /** What a stream is before its first byte: at the beginning, or where it branched off. */
    public static StreamState beginningAt(long position, long messages) {
        return new StreamState(position, messages, false, null, null);
    }

    public StreamState after(StreamChange.Created created) {
        return appended(created.append(), created.closes(), null, null);
    }

    public StreamState after(StreamChange.Appended appended) {
        return appended(appended.append(), appended.closes(), appended.producer(), appended.seq());
    }

    private StreamState appended(
            StoredAppend append, boolean closes, @Nullable ProducerRequest producer, @Nullable String newSeq) {
        return new StreamState(
                tail + append.size(),
                messages + append.messages(),
                closed || closes,
                closes ? producer : closedBy,
                newSeq == null ? seq : newSeq);
    }
}

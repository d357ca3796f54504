package org.streamlistening.internal.engine.state;

import org.jspecify.annotations.Nullable;

/**
 * The mutable part of a stream, as a value: every change makes a new object.
 *
 * @param tail the position after the last byte
 * @param messages the number of messages so far, inherited ones included
 * @param closed whether the stream accepts no further append
 * @param closedBy the request of a producer that closed it, if one did
 * @param seq the last {@code Stream-Seq}
 */
public record StreamState(
        long tail,
        long messages,
        boolean closed,
        @Nullable ProducerRequest closedBy,
        @Nullable String seq) {

    /** The state before the first byte: at the beginning, or at the point of the fork. */
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

package org.streamlistening.internal.store;

import java.util.Arrays;

/**
 * Where messages and appends end in the bytes of one chunk. Immutable; the arrays are not changed.
 *
 * @param start the position of the first byte
 * @param messagesBefore the number of messages before it, inherited ones included
 * @param messageEnds the ends of the messages, relative to the start, increasing; the last one is the end of the chunk
 * @param appendEnds the ends of the appends, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, not changed
public record ChunkEnds(long start, long messagesBefore, int[] messageEnds, int[] appendEnds) {

    public long end() {
        return start + messageEnds[messageEnds.length - 1];
    }

    public long messages() {
        return messagesBefore + messageEnds.length;
    }

    /** See {@link StreamLog#messagesUpTo}; for a position from the start to the end of the chunk. */
    public long messagesUpTo(long position) {
        int found = Arrays.binarySearch(messageEnds, (int) (position - start));
        return messagesBefore + (found >= 0 ? found + 1 : -found - 1);
    }

    /** See {@link StreamLog#endOf}; for a message of the chunk, or the one before it. */
    public long endOf(long message) {
        return message == messagesBefore ? start : start + messageEnds[(int) (message - messagesBefore - 1)];
    }

    /** See {@link StreamLog#appendEndAfter}; for a position from the start, before the end. */
    public long appendEndAfter(long position) {
        int found = Arrays.binarySearch(appendEnds, (int) (position - start));
        return start + appendEnds[found >= 0 ? found + 1 : -found - 1];
    }

    /** By content: the arrays have no equality of their own. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkEnds that
                && start == that.start
                && messagesBefore == that.messagesBefore
                && Arrays.equals(messageEnds, that.messageEnds)
                && Arrays.equals(appendEnds, that.appendEnds);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(start) * 31 + Arrays.hashCode(messageEnds);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end() + "): " + messageEnds.length + " messages";
    }
}

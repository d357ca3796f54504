package org.streamlistening.internal.store.memory;

import java.util.Arrays;
import org.streamlistening.internal.engine.state.MessageBoundaries;
import org.streamlistening.internal.engine.state.StoredAppend;

/**
 * The ends of the messages of a log in memory. A value: growth makes a new one, which can share its array with the old
 * one, since elements below the count of a value are never written again.
 */
final class MemoryIndex extends MessageBoundaries {

    private static final int LEAST_DROPPED = 64;

    private final long start;
    private final long before;
    private final long[] ends;
    private final int count;

    /** @param before the number of messages before the start */
    MemoryIndex(long start, long before) {
        this(start, before, new long[0], 0);
    }

    private MemoryIndex(long start, long before, long[] ends, int count) {
        this.start = start;
        this.before = before;
        this.ends = ends;
        this.count = count;
    }

    MemoryIndex with(long tail, StoredAppend append) {
        long[] added = MessageBoundaries.of(tail, append);
        int newCount = count + added.length;
        long[] grown = newCount > ends.length ? Arrays.copyOf(ends, Math.max(newCount, ends.length * 2)) : ends;
        System.arraycopy(added, 0, grown, count, added.length);
        return new MemoryIndex(start, before, grown, newCount);
    }

    /** Without the messages before a position, if there are enough of them to justify a copy. */
    MemoryIndex without(long position) {
        int dropped = upTo(position);
        if (dropped < LEAST_DROPPED || dropped < count / 4) {
            return this;
        }
        long[] left = Arrays.copyOfRange(ends, dropped, count);
        return new MemoryIndex(end(dropped - 1), before + dropped, left, left.length);
    }

    long messagesUpTo(long position) {
        return before + upTo(position);
    }

    long endOf(long message) {
        long index = message - before - 1;
        return index < 0 || count == 0 ? start : end((int) Math.min(index, count - 1));
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long marked(int index) {
        return ends[index];
    }
}

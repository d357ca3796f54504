package org.streamlistening.internal.store.memory;

import java.util.Arrays;
import org.streamlistening.internal.engine.state.MessageBoundaries;
import org.streamlistening.internal.engine.state.StoredAppend;

/**
 * Where the messages of a log in memory end. A value: growing makes a new one, which may share its array with the old
 * one, since nothing below a value's count is ever written again.
 */
final class MemoryIndex extends MessageBoundaries {

    private static final int LEAST_WORTH_DROPPING = 64;

    private final long start;
    private final long before;
    private final long[] ends;
    private final int count;

    /** @param before how many messages there are before the start */
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

    /** Without the messages before a position, if they are enough to be worth it. */
    MemoryIndex without(long position) {
        int dropped = upTo(position);
        if (dropped < LEAST_WORTH_DROPPING || dropped < count / 4) {
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

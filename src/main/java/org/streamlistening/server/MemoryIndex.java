package org.streamlistening.server;

import java.util.Arrays;

/**
 * Where the messages of a log in memory end. A value: growing makes a new one, which may share its array with the old
 * one, since nothing below a value's count is ever written again.
 */
final class MemoryIndex {

    /** Set in an end that is also the end of an append. */
    private static final long APPEND = Long.MIN_VALUE;

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

    MemoryIndex with(long tail, Batch batch) {
        int added = batch.messages();
        int newCount = count + added;
        long[] grown = newCount > ends.length ? Arrays.copyOf(ends, Math.max(newCount, ends.length * 2)) : ends;
        for (int i = 0; i < added; i++) {
            grown[count + i] = tail + batch.ends()[i];
        }
        if (added > 0) {
            grown[newCount - 1] |= APPEND;
        }
        return new MemoryIndex(start, before, grown, newCount);
    }

    /** Without the messages before a position, if they are enough to be worth it. */
    MemoryIndex without(long position) {
        int dropped = endsUpTo(position);
        if (dropped < LEAST_WORTH_DROPPING || dropped < count / 4) {
            return this;
        }
        return new MemoryIndex(
                end(dropped - 1), before + dropped, Arrays.copyOfRange(ends, dropped, count), count - dropped);
    }

    long messagesUpTo(long position) {
        return before + endsUpTo(position);
    }

    long endOf(long message) {
        long index = message - before - 1;
        return index < 0 ? start : end((int) Math.min(index, count - 1));
    }

    long appendEndAfter(long position) {
        for (int i = endsUpTo(position); i < count; i++) {
            if (ends[i] < 0) {
                return end(i);
            }
        }
        return position;
    }

    private long end(int index) {
        return ends[index] & ~APPEND;
    }

    private int endsUpTo(long position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

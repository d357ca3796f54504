package org.streamlistening.internal.engine.state;

/**
 * Where messages end, one behind the other, and which of these ends are the end of an append too. How it is found out is
 * the same wherever the numbers lie.
 */
public abstract class MessageBoundaries {

    /** Set in an end that is also the end of an append. */
    static final long APPEND = Long.MIN_VALUE;

    /** How many ends there are. */
    public abstract int count();

    /** An end with its mark. */
    public abstract long marked(int index);

    public final long end(int index) {
        return marked(index) & ~APPEND;
    }

    /** How many of them are up to and at this position. */
    public final int upTo(long position) {
        int low = 0;
        int high = count();
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

    /** The first end of an append behind this position, or this position if there is none. */
    public final long appendEndAfter(long position) {
        for (int i = upTo(position); i < count(); i++) {
            if (marked(i) < 0) {
                return end(i);
            }
        }
        return position;
    }

    /** The ends of a batch that is appended at that position. */
    public static long[] of(long tail, StoredAppend append) {
        long[] marked = new long[append.messages()];
        for (int i = 0; i < marked.length; i++) {
            marked[i] = tail + append.ends()[i];
        }
        if (marked.length > 0) {
            marked[marked.length - 1] |= APPEND;
        }
        return marked;
    }
}

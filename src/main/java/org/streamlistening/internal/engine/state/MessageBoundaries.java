package org.streamlistening.internal.engine.state;

/**
 * The ends of the messages of a stream, in order, and which of them are also ends of an append. Subclasses keep the
 * numbers in memory or in a file.
 */
public abstract class MessageBoundaries {

    /** The bit that marks the end of an append. */
    static final long APPEND = Long.MIN_VALUE;

    /** The number of ends. */
    public abstract int count();

    /** An end, including its {@link #APPEND} bit. */
    public abstract long marked(int index);

    public final long end(int index) {
        return marked(index) & ~APPEND;
    }

    /** The number of ends at or before a position. */
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

    /** The first end of an append after a position; the position itself if there is none. */
    public final long appendEndAfter(long position) {
        for (int i = upTo(position); i < count(); i++) {
            if (marked(i) < 0) {
                return end(i);
            }
        }
        return position;
    }

    /** The ends that an append adds at the tail. */
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

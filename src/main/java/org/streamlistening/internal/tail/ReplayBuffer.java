package org.streamlistening.internal.tail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;

/**
 * The head of a tail and the latest batches before it. A batch stays until each subscriber that needs it has taken it,
 * and no longer than the limits allow. Not thread-safe: the tail guards it.
 */
final class ReplayBuffer {

    private static final int MAX_BATCHES = 256;

    /** The most bytes, not counting the last batch, which the chunk size of the reader limits. */
    private static final int MAX_BYTES = 1 << 20;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private StreamPosition head;
    private int bytes;

    ReplayBuffer(StreamPosition head) {
        this.head = head;
    }

    /** A batch and the number of subscribers that have yet to take it. */
    private static final class Entry {
        final StreamBatch batch;
        final int bytes;
        int pending;

        Entry(StreamBatch batch, int pending) {
            this.batch = batch;
            this.bytes =
                    batch.messages().stream().mapToInt(StreamMessage::length).sum();
            this.pending = pending;
        }
    }

    /** The position after the last batch. */
    StreamPosition head() {
        return head;
    }

    boolean isAtHead(StreamPosition position) {
        return position.equals(head);
    }

    /** Whether a subscriber at this position misses no batch. */
    boolean isKnown(StreamPosition position) {
        return isAtHead(position) || isKept(position);
    }

    private boolean isKept(StreamPosition position) {
        return entries.stream().anyMatch(entry -> entry.batch.from().equals(position));
    }

    /**
     * Moves the head behind this batch.
     *
     * @param pending the number of subscribers that take the batch later; the batch is kept for them
     */
    void append(StreamBatch batch, int pending) {
        head = batch.next();
        if (pending == 0 || batch.next().equals(batch.from())) {
            return;
        }
        Entry latest = new Entry(batch, pending);
        entries.addLast(latest);
        bytes += latest.bytes;
        while (entries.size() > MAX_BATCHES || (bytes > MAX_BYTES && entries.size() > 1)) {
            bytes -= entries.removeFirst().bytes;
        }
    }

    /**
     * Takes the kept batch that begins at this position, which must be {@linkplain #isKnown known} and before the head.
     */
    StreamBatch take(StreamPosition position) {
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.batch.from().equals(position)) {
                addPending(all, entry, -1);
                return entry.batch;
            }
        }
        throw new IllegalStateException("the replay buffer holds no batch at " + position);
    }

    /** A subscriber joins at this position: it takes each batch from here on. */
    void join(StreamPosition position) {
        addPending(position, 1);
    }

    /**
     * A subscriber leaves at this position, which may be dropped already: it takes none of the batches from here on.
     */
    void leave(StreamPosition position) {
        addPending(position, -1);
    }

    private void addPending(StreamPosition position, int change) {
        if (isAtHead(position)) {
            return;
        }
        // Dropped batches are the oldest: after them follows all that is kept.
        boolean follows = !isKept(position);
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            follows |= entry.batch.from().equals(position);
            if (follows) {
                addPending(all, entry, change);
            }
        }
    }

    private void addPending(Iterator<Entry> all, Entry entry, int change) {
        entry.pending += change;
        if (entry.pending == 0) {
            bytes -= entry.bytes;
            all.remove();
        }
    }
}

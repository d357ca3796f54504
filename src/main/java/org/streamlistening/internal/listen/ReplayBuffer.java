package org.streamlistening.internal.listen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamPosition;

/**
 * The latest batches of a tail, each kept until every seat it is owed to has taken it, and no longer than the limits
 * allow. Not thread-safe: guarded by its tail.
 */
final class ReplayBuffer {

    private static final int MAX_BATCHES = 256;

    /** What is held at the most, but for the last batch, which the reader's chunk size bounds. */
    private static final int MAX_BYTES = 1 << 20;

    private final Deque<Kept> kept = new ArrayDeque<>();
    private int bytes;

    private static final class Kept {
        final StreamBatch batch;
        final int bytes;
        int owed;

        Kept(StreamBatch batch, int owed) {
            this.batch = batch;
            this.bytes =
                    batch.messages().stream().mapToInt(StreamMessage::length).sum();
            this.owed = owed;
        }
    }

    void add(StreamBatch batch, int owed) {
        if (owed == 0 || batch.next().equals(batch.from())) {
            return;
        }
        Kept latest = new Kept(batch, owed);
        kept.addLast(latest);
        bytes += latest.bytes;
        while (kept.size() > MAX_BATCHES || (bytes > MAX_BYTES && kept.size() > 1)) {
            bytes -= kept.removeFirst().bytes;
        }
    }

    boolean holds(StreamPosition position) {
        return kept.stream().anyMatch(one -> one.batch.from().equals(position));
    }

    /** The batch that begins at this position, which must be {@linkplain #holds held}; one seat less waits for it. */
    StreamBatch take(StreamPosition position) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept one = all.next();
            if (one.batch.from().equals(position)) {
                settle(all, one, -1);
                return one.batch;
            }
        }
        throw new IllegalStateException("nothing is remembered at " + position);
    }

    /**
     * A seat at this position is owed, or no longer owed, all that follows. If the position is not held any more, that
     * is everything here.
     */
    void claim(StreamPosition position, int change) {
        boolean follows = !holds(position);
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept one = all.next();
            follows |= one.batch.from().equals(position);
            if (follows) {
                settle(all, one, change);
            }
        }
    }

    private void settle(Iterator<Kept> all, Kept one, int change) {
        one.owed += change;
        if (one.owed == 0) {
            bytes -= one.bytes;
            all.remove();
        }
    }
}

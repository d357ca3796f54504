package org.streamlistening.internal.tail;

import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/**
 * The own read of a listener that catches up. While the listener handles a batch, the next one is read, so that reading
 * and decoding go on side by side. At most one batch is kept for a listener that is slower than its read, and nothing is
 * read ahead of a batch that is up to date: the read may become the shared one then.
 *
 * <p>Thread-safe. Guarded by its own monitor; calls neither upstream nor subscriber while it holds it.
 */
final class ReadAhead implements BatchSubscriber {

    private final Upstream upstream;

    // Guarded by this.

    /** The open request of the listener; null: it handles a batch. */
    private @Nullable BatchSubscriber waiting;

    private boolean reading;
    private @Nullable StreamBatch kept;
    private @Nullable RuntimeException failure;

    /** The failure that the current read is retried after; null if there was none. */
    private @Nullable StreamException interruption;

    private boolean lastWasKept;

    ReadAhead(Upstream upstream) {
        this.upstream = upstream;
    }

    /** The read, which the caller may take over after a batch that is up to date. */
    Upstream upstream() {
        return upstream;
    }

    /** Whether the last batch was read before the listener requested it, so that the stream may have grown since. */
    synchronized boolean lastWasKept() {
        return lastWasKept;
    }

    /** Requests the next batch. One request at a time. */
    void request(BatchSubscriber subscriber) {
        StreamException current = interruption();
        if (current != null) {
            // Before the subscriber waits: no batch can overtake the interruption.
            subscriber.onInterruption(current);
        }
        StreamBatch batch;
        RuntimeException failed;
        boolean read;
        synchronized (this) {
            batch = kept;
            failed = failure;
            kept = null;
            failure = null;
            lastWasKept = batch != null;
            waiting = batch == null && failed == null ? subscriber : null;
            read = !reading && failed == null && (batch == null || hasMore(batch));
            reading |= read;
        }
        if (read) {
            upstream.request(this);
        }
        if (batch != null) {
            subscriber.onBatch(batch);
        } else if (failed != null) {
            subscriber.onFailure(failed);
        }
    }

    private synchronized @Nullable StreamException interruption() {
        return interruption;
    }

    private static boolean hasMore(StreamBatch batch) {
        return !batch.upToDate() && !batch.closed();
    }

    @Override
    public void onBatch(StreamBatch batch) {
        BatchSubscriber requester;
        synchronized (this) {
            interruption = null;
            requester = waiting;
            waiting = null;
            if (requester == null) {
                kept = batch;
            }
            lastWasKept = false;
            reading = requester != null && hasMore(batch);
        }
        if (requester != null) {
            if (hasMore(batch)) {
                upstream.request(this);
            }
            BatchSubscriber.pass(batch, requester);
        }
    }

    @Override
    public void onInterruption(StreamException cause) {
        BatchSubscriber requester;
        synchronized (this) {
            interruption = cause;
            requester = waiting;
        }
        if (requester != null) {
            requester.onInterruption(cause);
        }
    }

    @Override
    public void onFailure(RuntimeException cause) {
        BatchSubscriber requester;
        synchronized (this) {
            interruption = null;
            reading = false;
            requester = waiting;
            waiting = null;
            if (requester == null) {
                failure = cause;
            }
        }
        if (requester != null) {
            requester.onFailure(cause);
        }
    }

    /** Cancels the read. The subscriber gets no further call. */
    void close() {
        upstream.close();
    }
}

package org.streamlistening.internal.listen;

import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;

/**
 * The way of one listener to its next batch: with the others at the {@link Tail} once it is up to date, by a read of
 * its own before, and again when it fell too far behind.
 */
final class BatchSource {

    private final Tails tails;
    private final StreamKey key;

    // Guarded by this.
    private StreamPosition position;
    private @Nullable Upstream own;
    private Tail.@Nullable Seat seat;
    private boolean closed;

    BatchSource(Tails tails, StreamKey key, StreamPosition position) {
        this.tails = tails;
        this.key = key;
        this.position = position;
        this.seat = tails.join(key, position, false);
    }

    /** Brings the next batch. Not again before the receiver got one. */
    void next(BatchSubscriber subscriber) {
        BatchSubscriber here = new Here(subscriber);
        Tail.Seat shared;
        synchronized (this) {
            if (closed) {
                return;
            }
            shared = seat;
        }
        if (shared != null && shared.next(here)) {
            return;
        }
        if (shared != null) {
            shared.leave();
        }
        Upstream upstream = own();
        if (upstream != null) {
            upstream.next(here);
        }
    }

    /** Ends the wait, if there is one; the receiver hears nothing more of it. Idempotent. */
    void close() {
        Upstream upstream;
        Tail.Seat shared;
        synchronized (this) {
            closed = true;
            upstream = own;
            shared = seat;
            own = null;
            seat = null;
        }
        if (upstream != null) {
            upstream.close();
        }
        if (shared != null) {
            shared.leave();
        }
    }

    private synchronized @Nullable Upstream own() {
        seat = null;
        if (own == null && !closed) {
            own = tails.open(key, position);
        }
        return own;
    }

    /**
     * Up to date: shares its read with others from now on, or takes part in theirs. All under this monitor, so that
     * {@link #close()} never closes a read that a tail has taken over.
     */
    private synchronized @Nullable Upstream share(StreamPosition head) {
        Upstream upstream = own;
        if (upstream == null) {
            return null;
        }
        Tail.Seat founded = tails.found(key, head, upstream);
        seat = founded != null ? founded : tails.join(key, head, true);
        if (seat != null) {
            own = null;
        }
        return founded == null && seat != null ? upstream : null;
    }

    /** Notes where this feed is before it passes a batch on. */
    private final class Here implements BatchSubscriber {

        private final BatchSubscriber subscriber;

        Here(BatchSubscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void batch(StreamBatch batch) {
            synchronized (BatchSource.this) {
                position = batch.next();
            }
            Upstream superfluous = batch.upToDate() && !batch.closed() ? share(batch.next()) : null;
            if (superfluous != null) {
                superfluous.close();
            }
            subscriber.batch(batch);
        }

        @Override
        public void interrupted(StreamException cause) {
            subscriber.interrupted(cause);
        }

        @Override
        public void refused(RuntimeException cause) {
            subscriber.refused(cause);
        }
    }
}

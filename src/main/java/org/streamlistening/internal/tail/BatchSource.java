package org.streamlistening.internal.tail;

import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/**
 * The batches of one listener: by a read of its own until the listener is up to date, then from the shared
 * {@link Tail}, and by a read of its own again if the listener lags too far behind.
 */
public final class BatchSource {

    private final Tails tails;
    private final ReadKey key;

    // Guarded by this.
    private StreamPosition position;
    private @Nullable ReadAhead own;
    private @Nullable TailSubscriber shared;
    private boolean closed;

    BatchSource(Tails tails, ReadKey key, StreamPosition position) {
        this.tails = tails;
        this.key = key;
        this.shared = tails.join(key, position, false);
        this.position = shared == null ? position : shared.position();
    }

    /**
     * Where the next batch begins. Differs from the position that the source was made with if that was "now", and the
     * offset of the end of the stream is known.
     */
    public synchronized StreamPosition position() {
        return position;
    }

    /** Requests the next batch. One request at a time. */
    public void request(BatchSubscriber subscriber) {
        BatchSubscriber tracking = new Tracking(subscriber);
        TailSubscriber atTail;
        synchronized (this) {
            if (closed) {
                return;
            }
            atTail = shared;
        }
        if (atTail != null && atTail.request(tracking)) {
            return;
        }
        if (atTail != null) {
            atTail.leave();
        }
        ReadAhead read = own();
        if (read != null) {
            read.request(tracking);
        }
    }

    /** Cancels the open request; its subscriber gets no further call for it. Idempotent. */
    public void close() {
        ReadAhead read;
        TailSubscriber atTail;
        synchronized (this) {
            closed = true;
            read = own;
            atTail = shared;
            own = null;
            shared = null;
        }
        if (read != null) {
            read.close();
        }
        if (atTail != null) {
            atTail.leave();
        }
    }

    private synchronized @Nullable ReadAhead own() {
        shared = null;
        if (own == null && !closed) {
            own = new ReadAhead(tails.open(key, position));
        }
        return own;
    }

    /**
     * The listener is up to date: its own read becomes the tail of the stream, or the listener joins the existing
     * tail. All under this monitor: {@link #close()} never closes a read that a tail has taken over.
     *
     * @return the own read if it is not needed any more
     */
    private synchronized @Nullable ReadAhead share(StreamPosition head) {
        ReadAhead read = own;
        if (read == null) {
            return null;
        }
        TailSubscriber created = tails.create(key, head, read.upstream(), !read.lastWasKept());
        shared = created != null ? created : tails.join(key, head, true);
        if (shared != null) {
            own = null;
        }
        return created == null && shared != null ? read : null;
    }

    /** Moves the position of this source before it passes a batch on. */
    private final class Tracking implements BatchSubscriber {

        private final BatchSubscriber subscriber;

        Tracking(BatchSubscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onBatch(StreamBatch batch) {
            synchronized (BatchSource.this) {
                position = batch.next();
            }
            ReadAhead unneeded = batch.upToDate() && !batch.closed() ? share(batch.next()) : null;
            if (unneeded != null) {
                unneeded.close();
            }
            subscriber.onBatch(batch);
        }

        @Override
        public void onInterruption(StreamException cause) {
            subscriber.onInterruption(cause);
        }

        @Override
        public void onFailure(RuntimeException cause) {
            subscriber.onFailure(cause);
        }
    }
}

package org.streamlistening.internal.tail;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;

/** One listener at a shared {@link Tail}. For one caller at a time; the monitor of the tail guards the fields. */
final class TailSubscriber {

    private final Tail tail;
    private StreamPosition position;
    private @Nullable BatchSubscriber requester;
    private boolean left;

    /** Whether the last batch said that the listener is up to date, and the listener is still at that position. */
    private boolean informed;

    TailSubscriber(Tail tail, StreamPosition position, boolean informed) {
        this.tail = tail;
        this.position = position;
        this.informed = informed;
    }

    /**
     * Requests the next batch.
     *
     * @return false if the listener lags too far behind, or the tail has ended
     */
    boolean request(BatchSubscriber subscriber) {
        return tail.request(this, subscriber);
    }

    /** Leaves the tail. The last subscriber that leaves ends the tail. Idempotent. */
    void leave() {
        tail.leave(this);
    }

    StreamPosition position() {
        return position;
    }

    boolean isInformed() {
        return informed;
    }

    boolean hasLeft() {
        return left;
    }

    void markLeft() {
        left = true;
    }

    void waitsFor(BatchSubscriber subscriber) {
        requester = subscriber;
    }

    BatchSubscriber requester() {
        return Objects.requireNonNull(requester);
    }

    void moveTo(StreamPosition next, boolean upToDate) {
        position = next;
        informed = upToDate;
    }

    /** The open request, which the caller completes with the batch before this position. */
    BatchSubscriber takeRequest(StreamPosition next, boolean upToDate) {
        BatchSubscriber subscriber = requester();
        requester = null;
        moveTo(next, upToDate);
        return subscriber;
    }
}

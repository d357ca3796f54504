package org.streamlistening.internal.listen;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;

/**
 * One live read that many listeners share. It reads only while somebody waits at its head, so its fastest listener sets
 * the pace; the others find what they missed in a short {@link ReplayBuffer}, and leave to catch up by themselves if that was
 * too short. A slow listener neither slows another nor makes memory grow.
 */
final class Tail implements BatchSubscriber {

    private final Upstream upstream;
    private final Runnable ended;

    // All guarded by this.
    private final ReplayBuffer buffer = new ReplayBuffer();
    private List<Seat> waiting = new ArrayList<>();
    private StreamPosition head;
    private int seats;
    private boolean reading;

    /** Why the read that is under way was interrupted; null if it was not. */
    private @Nullable StreamException interruption;

    private boolean upToDate = true;
    private boolean closed;
    private boolean over;

    /**
     * @param head where the stream ended when the upstream read it last
     * @param ended called once when this tail can serve nobody any more
     */
    Tail(StreamPosition head, Upstream upstream, Runnable ended) {
        this.head = head;
        this.upstream = upstream;
        this.ended = ended;
    }

    /**
     * A place at this tail for a listener that is at this position; null if the position is not known here.
     *
     * @param informed whether the listener knows already that it is up to date if it is at the head
     */
    synchronized @Nullable Seat join(StreamPosition position, boolean informed) {
        if (over || !isKnown(position)) {
            return null;
        }
        seats++;
        if (!position.equals(head)) {
            buffer.claim(position, 1);
        }
        return new Seat(position, informed);
    }

    /** One listener at the tail. For one caller at a time. */
    final class Seat {

        // Guarded by the tail.
        private StreamPosition position;
        private @Nullable BatchSubscriber subscriber;
        private boolean left;

        /** The last batch said whether the listener is up to date, and that still holds. */
        private boolean informed;

        private Seat(StreamPosition position, boolean informed) {
            this.position = position;
            this.informed = informed;
        }

        /** Brings the next batch, or returns false: this listener fell too far behind, or the tail is over. */
        boolean next(BatchSubscriber then) {
            StreamException trouble = trouble();
            if (trouble != null) {
                // Before this seat waits, so that no batch can overtake it.
                then.interrupted(trouble);
            }
            StreamBatch known;
            boolean read = false;
            synchronized (Tail.this) {
                if (over || left || !isKnown(position)) {
                    return false;
                }
                known = remembered(this);
                if (known == null) {
                    subscriber = then;
                    waiting.add(this);
                    read = startReading();
                } else {
                    position = known.next();
                    informed = known.upToDate();
                }
            }
            if (known != null) {
                then.batch(known);
            } else if (read) {
                upstream.next(Tail.this);
            }
            return true;
        }

        private @Nullable StreamException trouble() {
            synchronized (Tail.this) {
                return over || left || informed || !position.equals(head) ? null : interruption;
            }
        }

        /** Gives the place back; who leaves last ends the tail. Idempotent. */
        void leave() {
            boolean last;
            synchronized (Tail.this) {
                if (left) {
                    return;
                }
                left = true;
                waiting.remove(this);
                if (!position.equals(head)) {
                    buffer.claim(position, -1);
                }
                seats--;
                last = seats == 0 && !over;
                over |= last;
            }
            if (last) {
                end();
            }
        }

        private BatchSubscriber served() {
            BatchSubscriber served = Objects.requireNonNull(subscriber);
            subscriber = null;
            position = head;
            informed = upToDate;
            return served;
        }
    }

    @Override
    public void batch(StreamBatch batch) {
        List<BatchSubscriber> receivers = List.of();
        boolean again;
        synchronized (this) {
            reading = false;
            boolean news = !batch.next().equals(batch.from())
                    || batch.closed()
                    || interruption != null
                    || (batch.upToDate() && !upToDate);
            interruption = null;
            head = batch.next();
            upToDate = batch.upToDate();
            closed = batch.closed();
            if (news) {
                buffer.add(batch, seats - waiting.size());
                receivers = serveWaiting();
            }
            again = !news && startReading();
        }
        receivers.forEach(subscriber -> BatchSubscriber.bring(batch, subscriber));
        if (again) {
            upstream.next(this);
        }
    }

    @Override
    public void interrupted(StreamException cause) {
        List<BatchSubscriber> receivers;
        synchronized (this) {
            interruption = cause;
            receivers = waiting.stream()
                    .map(seat -> Objects.requireNonNull(seat.subscriber))
                    .toList();
        }
        receivers.forEach(subscriber -> subscriber.interrupted(cause));
    }

    @Override
    public void refused(RuntimeException cause) {
        List<BatchSubscriber> receivers;
        synchronized (this) {
            if (over) {
                // Everybody left while this was on its way: the place of this tail may be another one's by now.
                return;
            }
            receivers = serveWaiting();
            over = true;
        }
        end();
        receivers.forEach(subscriber -> subscriber.refused(cause));
    }

    @Override
    public synchronized int listeners() {
        return seats;
    }

    private void end() {
        ended.run();
        upstream.close();
    }

    private boolean startReading() {
        boolean start = !reading && !waiting.isEmpty();
        reading |= start;
        return start;
    }

    private List<BatchSubscriber> serveWaiting() {
        // Allocated before anything changes: if there is no memory for them, nobody was served and all still wait.
        List<BatchSubscriber> receivers = new ArrayList<>(waiting.size());
        List<Seat> none = new ArrayList<>();
        for (Seat seat : waiting) {
            receivers.add(seat.served());
        }
        waiting = none;
        return receivers;
    }

    private boolean isKnown(StreamPosition position) {
        return position.equals(head) || buffer.holds(position);
    }

    /** What this seat need not wait for; null if it must. */
    private @Nullable StreamBatch remembered(Seat seat) {
        if (!seat.position.equals(head)) {
            return buffer.take(seat.position);
        }
        boolean news = closed || (upToDate && !seat.informed && interruption == null);
        return news ? new StreamBatch(head, List.of(), head, true, closed) : null;
    }
}

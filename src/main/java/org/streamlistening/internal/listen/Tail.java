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
 * the pace; the others find what they missed in a short {@link Memory}, and leave to catch up by themselves if that was
 * too short. A slow listener neither slows another nor makes memory grow.
 */
final class Tail implements Receiver {

    private final Upstream upstream;
    private final Runnable ended;

    // All guarded by this.
    private final Memory memory = new Memory();
    private List<Seat> waiting = new ArrayList<>();
    private StreamPosition head;
    private int seats;
    private boolean reading;
    private boolean interrupted;
    private boolean closed;
    private boolean over;

    /** @param ended called once when this tail can serve nobody any more */
    Tail(StreamPosition head, Upstream upstream, Runnable ended) {
        this.head = head;
        this.upstream = upstream;
        this.ended = ended;
    }

    /** A place at this tail for a listener that is at this position; null if the position is not known here. */
    synchronized @Nullable Seat join(StreamPosition position) {
        if (over || !isKnown(position)) {
            return null;
        }
        seats++;
        if (!position.equals(head)) {
            memory.claim(position, 1);
        }
        return new Seat(position);
    }

    /** One listener at the tail. For one caller at a time. */
    final class Seat {

        // Guarded by the tail.
        private StreamPosition position;
        private @Nullable Receiver receiver;
        private boolean left;

        private Seat(StreamPosition position) {
            this.position = position;
        }

        /** Brings the next batch, or returns false: this listener fell too far behind, or the tail is over. */
        boolean next(Receiver then) {
            StreamBatch known;
            boolean read = false;
            synchronized (Tail.this) {
                if (over || left || !isKnown(position)) {
                    return false;
                }
                known = remembered(position);
                if (known == null) {
                    receiver = then;
                    waiting.add(this);
                    read = startReading();
                } else {
                    position = known.next();
                }
            }
            if (known != null) {
                then.batch(known);
            } else if (read) {
                upstream.next(Tail.this);
            }
            return true;
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
                    memory.claim(position, -1);
                }
                seats--;
                last = seats == 0 && !over;
                over |= last;
            }
            if (last) {
                end();
            }
        }

        private Receiver served(StreamPosition next) {
            Receiver served = Objects.requireNonNull(receiver);
            receiver = null;
            position = next;
            return served;
        }
    }

    @Override
    public void batch(StreamBatch batch) {
        List<Receiver> receivers = List.of();
        boolean again;
        synchronized (this) {
            reading = false;
            boolean news = !batch.next().equals(batch.from()) || batch.closed() || interrupted;
            interrupted = false;
            head = batch.next();
            closed = batch.closed();
            if (news) {
                receivers = serveWaiting();
                memory.add(batch, seats - receivers.size());
            }
            again = !news && startReading();
        }
        receivers.forEach(receiver -> receiver.batch(batch));
        if (again) {
            upstream.next(this);
        }
    }

    @Override
    public void interrupted(StreamException cause) {
        List<Receiver> receivers;
        synchronized (this) {
            interrupted = true;
            receivers = waiting.stream()
                    .map(seat -> Objects.requireNonNull(seat.receiver))
                    .toList();
        }
        receivers.forEach(receiver -> receiver.interrupted(cause));
    }

    @Override
    public void refused(RuntimeException cause) {
        List<Receiver> receivers;
        synchronized (this) {
            if (over) {
                // Everybody left while this was on its way: the place of this tail may be another one's by now.
                return;
            }
            over = true;
            receivers = serveWaiting();
        }
        end();
        receivers.forEach(receiver -> receiver.refused(cause));
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

    private List<Receiver> serveWaiting() {
        List<Receiver> receivers =
                waiting.stream().map(seat -> seat.served(head)).toList();
        waiting = new ArrayList<>();
        return receivers;
    }

    private boolean isKnown(StreamPosition position) {
        return position.equals(head) || memory.holds(position);
    }

    private @Nullable StreamBatch remembered(StreamPosition position) {
        if (!position.equals(head)) {
            return memory.take(position);
        }
        return closed ? new StreamBatch(head, List.of(), head, true, true) : null;
    }
}

package org.streamlistening.internal.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/**
 * One live read that many listeners share. It reads only while a subscriber waits at its head, so that its fastest
 * listener sets the pace. The others take the batches that they missed from a short {@link ReplayBuffer}; a listener
 * that the buffer no longer covers leaves and catches up by a read of its own. Memory is bounded.
 */
final class Tail implements BatchSubscriber {

    private final Upstream upstream;
    private final Runnable onEnd;

    // Guarded by this.
    private final ReplayBuffer buffer;
    private final HeadAge headAge;
    private List<TailSubscriber> waiting = new ArrayList<>();
    private int subscribers;
    private boolean reading;

    /** The failure that the current read is retried after; null if there was none. */
    private @Nullable StreamException interruption;

    private boolean upToDate;
    private boolean streamClosed;
    private boolean ended;

    /**
     * @param head the position of the upstream: the end of the stream at its last read, or "now" before the first read
     * @param isEnd whether the head is the end of the stream now
     * @param onEnd runs once, when this tail accepts no subscriber any more
     */
    Tail(StreamPosition head, boolean isEnd, Upstream upstream, LongSupplier nanoTime, Runnable onEnd) {
        this.buffer = new ReplayBuffer(head);
        this.upToDate = !HeadAge.isNow(head);
        this.headAge = new HeadAge(nanoTime, isEnd);
        this.upstream = upstream;
        this.onEnd = onEnd;
    }

    /**
     * Adds a listener that is at this position; null if the tail does not know the position. A listener at "now" joins
     * at the head if the head is still the end of the stream.
     *
     * @param informed whether a listener at the head knows already that it is up to date
     */
    synchronized @Nullable TailSubscriber join(StreamPosition position, boolean informed) {
        boolean now = HeadAge.isNow(position);
        // A kept batch that begins at "now" began at the end of the stream of that time.
        if (ended || !(now ? headIsNow() : buffer.isKnown(position))) {
            return null;
        }
        StreamPosition start = now ? buffer.head() : position;
        subscribers++;
        buffer.join(start);
        return new TailSubscriber(this, start, informed);
    }

    /** Whether a listener that begins at "now" can begin at the head. */
    private boolean headIsNow() {
        return headAge.isCurrent() || HeadAge.isNow(buffer.head());
    }

    /** See {@link TailSubscriber#request}. */
    boolean request(TailSubscriber from, BatchSubscriber subscriber) {
        StreamException current = interruption(from);
        if (current != null) {
            // Before the subscriber waits: no batch can overtake the interruption.
            subscriber.onInterruption(current);
        }
        StreamBatch known;
        boolean read = false;
        synchronized (this) {
            if (ended || from.hasLeft() || !buffer.isKnown(from.position())) {
                return false;
            }
            known = known(from);
            if (known == null) {
                from.waitsFor(subscriber);
                waiting.add(from);
                read = startReading();
            } else {
                from.moveTo(known.next(), known.upToDate());
            }
        }
        if (known != null) {
            subscriber.onBatch(known);
        } else if (read) {
            upstream.request(this);
        }
        return true;
    }

    private synchronized @Nullable StreamException interruption(TailSubscriber from) {
        return ended || from.hasLeft() || from.isInformed() || !buffer.isAtHead(from.position()) ? null : interruption;
    }

    /** A batch that needs no read; null if the subscriber must wait. */
    private @Nullable StreamBatch known(TailSubscriber from) {
        StreamPosition position = from.position();
        if (!buffer.isAtHead(position)) {
            return buffer.take(position);
        }
        boolean changed = streamClosed || (upToDate && !from.isInformed() && interruption == null);
        return changed ? new StreamBatch(position, List.of(), position, true, streamClosed) : null;
    }

    /** See {@link TailSubscriber#leave}. */
    void leave(TailSubscriber subscriber) {
        boolean last;
        synchronized (this) {
            if (subscriber.hasLeft()) {
                return;
            }
            subscriber.markLeft();
            waiting.remove(subscriber);
            buffer.leave(subscriber.position());
            subscribers--;
            last = subscribers == 0 && !ended;
            ended |= last;
        }
        if (last) {
            end();
        }
    }

    @Override
    public void onBatch(StreamBatch batch) {
        List<BatchSubscriber> requesters = List.of();
        boolean again;
        synchronized (this) {
            reading = false;
            boolean changed = isChange(batch);
            interruption = null;
            upToDate = batch.upToDate();
            headAge.responded(upToDate);
            streamClosed = batch.closed();
            buffer.append(batch, subscribers - waiting.size());
            if (changed) {
                requesters = takeRequests();
            }
            again = !changed && startReading();
        }
        requesters.forEach(subscriber -> BatchSubscriber.pass(batch, subscriber));
        if (again) {
            upstream.request(this);
        }
    }

    private boolean isChange(StreamBatch batch) {
        return !batch.next().equals(batch.from())
                || batch.closed()
                || interruption != null
                || (batch.upToDate() && !upToDate);
    }

    @Override
    public void onInterruption(StreamException cause) {
        List<BatchSubscriber> requesters;
        synchronized (this) {
            interruption = cause;
            headAge.interrupted();
            requesters = waiting.stream().map(TailSubscriber::requester).toList();
        }
        requesters.forEach(subscriber -> subscriber.onInterruption(cause));
    }

    @Override
    public synchronized void onRetry() {
        headAge.interrupted();
    }

    @Override
    public void onFailure(RuntimeException cause) {
        List<BatchSubscriber> requesters;
        synchronized (this) {
            if (ended) {
                // All subscribers left before the failure arrived. The stream can already have another tail.
                return;
            }
            requesters = takeRequests();
            ended = true;
        }
        end();
        requesters.forEach(subscriber -> subscriber.onFailure(cause));
    }

    @Override
    public synchronized int listeners() {
        return subscribers;
    }

    private void end() {
        onEnd.run();
        upstream.close();
    }

    private boolean startReading() {
        boolean start = !reading && !waiting.isEmpty();
        if (start) {
            reading = true;
            headAge.readBegins();
        }
        return start;
    }

    private List<BatchSubscriber> takeRequests() {
        // Both lists are allocated before the first change: if memory is short, all requests stay open.
        List<BatchSubscriber> requesters = new ArrayList<>(waiting.size());
        List<TailSubscriber> none = new ArrayList<>();
        for (TailSubscriber subscriber : waiting) {
            requesters.add(subscriber.takeRequest(buffer.head(), upToDate));
        }
        waiting = none;
        return requesters;
    }
}

package org.streamlistening.internal.tail;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.metrics.DeliveryCounters;
import org.streamlistening.internal.metrics.StreamCounters;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.metrics.ReadMetrics;

/** The shared live reads of one application. Thread-safe. */
public final class Tails {

    private final Readers readers;
    private final Upstream.Resources resources;
    private final FailureLog failures;
    private final LongSupplier nanoTime;
    private final StreamCounters counters;

    /** The reads that were opened and not closed. */
    private final Set<Upstream> open = ConcurrentHashMap.newKeySet();

    // Guarded by this. A thread that holds this monitor may acquire that of a tail, and never the other way round.
    private final Map<ReadKey, Tail> tails = new HashMap<>();

    /**
     * @param io runs the reads; each blocks its thread while it waits for a remote server
     * @param backoff the pause between two attempts of a read
     */
    public Tails(Readers readers, Executor io, Timer timer, Backoff backoff) {
        this(readers, io, timer, backoff, System::nanoTime);
    }

    /** @param nanoTime the time by which the head of a tail ages */
    public Tails(Readers readers, Executor io, Timer timer, Backoff backoff, LongSupplier nanoTime) {
        this(readers, io, timer, backoff, nanoTime, new StreamCounters(nanoTime));
    }

    /** @param counters of the application */
    public Tails(
            Readers readers,
            Executor io,
            Timer timer,
            Backoff backoff,
            LongSupplier nanoTime,
            StreamCounters counters) {
        this.readers = readers;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.resources = new Upstream.Resources(
                io, timer, backoff, new OutageLog(timer), counters.reads(), open::remove);
        this.failures = new FailureLog(timer);
    }

    /** The log of the failures that end the listeners of these reads. */
    public FailureLog failures() {
        return failures;
    }

    /** The batches of one listener, from this position on. */
    public BatchSource source(ReadKey key, StreamPosition position) {
        return new BatchSource(this, key, position);
    }

    /** Counts the deliveries to the listeners of these reads. */
    public DeliveryCounters deliveries() {
        return counters.deliveries();
    }

    /** The reads that exist now, and what all reads have read. */
    public ReadMetrics metrics() {
        return counters.reads().metrics(open.size(), size());
    }

    /** A new read, not shared. */
    Upstream open(ReadKey key, StreamPosition from) {
        Upstream opened = new Upstream(key.streamId(), from, position -> readers.open(key, position), resources);
        open.add(opened);
        return opened;
    }

    /**
     * Joins the tail of this stream; null if there is none that knows this position. A listener that begins at "now" has
     * nothing to catch up with: without a tail, its read is one from the first request on.
     *
     * @param informed whether the listener has been up to date at this position
     */
    synchronized @Nullable TailSubscriber join(ReadKey key, StreamPosition position, boolean informed) {
        Tail tail = tails.get(key);
        if (tail == null && HeadAge.isNow(position)) {
            tail = add(key, position, open(key, position), false);
        }
        return tail == null ? null : tail.join(position, informed);
    }

    private Tail add(ReadKey key, StreamPosition head, Upstream upstream, boolean isEnd) {
        Tail tail = new Tail(head, isEnd, upstream, nanoTime, () -> ended(key));
        tails.put(key, tail);
        return tail;
    }

    /**
     * Makes a read that is up to date the tail of its stream.
     *
     * @param isEnd whether the head is the end of the stream now
     * @return the first subscriber of the tail, which now owns the read; null if the stream has a tail already
     */
    synchronized @Nullable TailSubscriber create(ReadKey key, StreamPosition head, Upstream upstream, boolean isEnd) {
        return tails.containsKey(key) ? null : add(key, head, upstream, isEnd).join(head, true);
    }

    /** The number of streams with a tail. */
    public synchronized int size() {
        return tails.size();
    }

    private synchronized void ended(ReadKey key) {
        tails.remove(key);
    }
}

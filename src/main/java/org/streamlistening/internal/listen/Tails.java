package org.streamlistening.internal.listen;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/** The shared live reads of one application. */
public final class Tails {

    private final Readers readers;
    private final Executor io;
    private final Timer timer;
    private final Backoff backoff;
    private final OutageLog log;
    private final FailureLog failures;

    // Guarded by this; the monitor of a tail may be taken while holding it, never the other way round.
    private final Map<StreamKey, Tail> tails = new HashMap<>();

    /**
     * @param io runs the reads; each blocks its thread while it waits for the server
     * @param backoff between the tries of a read
     */
    public Tails(Readers readers, Executor io, Timer timer, Backoff backoff) {
        this.readers = readers;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
        this.log = new OutageLog(timer);
        this.failures = new FailureLog(timer);
    }

    /** Where the listeners of these reads log what ends them. */
    public FailureLog failures() {
        return failures;
    }

    /** A read of one's own. */
    Upstream open(StreamKey key, StreamPosition from) {
        return new Upstream(key.streamId(), from, place -> readers.open(key, place), io, timer, backoff, log);
    }

    /**
     * A seat at the tail of this stream; null if there is none that knows this position.
     *
     * @param informed whether the listener has been up to date at this position
     */
    synchronized Tail.@Nullable Seat join(StreamKey key, StreamPosition position, boolean informed) {
        Tail tail = tails.get(key);
        return tail == null ? null : tail.join(position, informed);
    }

    /**
     * Offers a read that is up to date as the tail of its stream.
     *
     * @return a seat at the tail, which now owns the read; null if the stream has a tail already
     */
    synchronized Tail.@Nullable Seat found(StreamKey key, StreamPosition head, Upstream upstream) {
        if (tails.containsKey(key)) {
            return null;
        }
        Tail tail = new Tail(head, upstream, () -> ended(key));
        tails.put(key, tail);
        return tail.join(head, true);
    }

    /** How many streams are being read at their tail. */
    public synchronized int size() {
        return tails.size();
    }

    private synchronized void ended(StreamKey key) {
        tails.remove(key);
    }
}

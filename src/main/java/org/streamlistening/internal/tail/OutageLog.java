package org.streamlistening.internal.tail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.read.ReadOutcome;
import org.streamlistening.internal.threads.Timer;

/**
 * Logs the interruptions of the reads of one application: one WARNING for an outage that interrupts many reads, and one
 * INFO when it is over, with its length. Each further interruption is logged at DEBUG, and counted.
 *
 * <p>While all reads fail, their interruptions belong to the same outage of the server, with any status. Once some
 * reads succeed and others fail, only interruptions of the same kind belong together.
 *
 * <p>Thread-safe.
 */
final class OutageLog {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The time within which the listener of a rejected read may start to read at another offset. */
    private static final Duration FOLLOW_UP = Duration.ofMinutes(1);

    private final Timer timer;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private final List<Outage> outages = new ArrayList<>();

    /** @param nanoTime the time, as {@link System#nanoTime} */
    OutageLog(Timer timer, LongSupplier nanoTime) {
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Reads that are interrupted at the same time. */
    private static final class Outage {

        /** The interrupted reads, with the number of listeners of each. */
        private final Map<Object, Integer> reads = new HashMap<>();

        private final Set<String> kinds = new HashSet<>();
        private final boolean ofServer;
        private final long begun;
        private int interrupted;
        private int listeners;

        /** Other reads succeed meanwhile. */
        private boolean partial;

        private boolean recovered;

        /** The server responded to one of the reads with a final error: the server is available, and that read ends. */
        private boolean rejected;

        Outage(boolean ofServer, long begun) {
            this.ofServer = ofServer;
            this.begun = begun;
        }

        boolean accepts(String kind, boolean byServer) {
            return kinds.contains(kind) || (ofServer && byServer && !partial);
        }

        void add(Object read, String kind, int waiting) {
            kinds.add(kind);
            Integer known = reads.get(read);
            interrupted += known == null ? 1 : 0;
            int most = known == null ? waiting : Math.max(known, waiting);
            listeners += most - (known == null ? 0 : known);
            reads.put(read, most);
        }
    }

    /**
     * A read failed, and is retried.
     *
     * @param listeners the number of listeners that share the read
     */
    void interrupted(Object read, StreamException cause, int listeners) {
        boolean first = add(read, kind(cause), !(cause instanceof LocalReadFailure), listeners);
        LOG.log(
                first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "{0}; trying again. Further reads that fail until reading works again are logged at DEBUG, and counted",
                SafeThrowables.message(cause));
    }

    /** @return whether an outage begins */
    private synchronized boolean add(Object read, String kind, boolean byServer, int listeners) {
        Outage outage = null;
        for (Iterator<Outage> all = outages.iterator(); all.hasNext(); ) {
            Outage other = all.next();
            if (other.accepts(kind, byServer) && (outage == null || other.reads.containsKey(read))) {
                outage = other;
            } else if (other.reads.remove(read) != null && other.reads.isEmpty()) {
                all.remove();
            }
        }
        boolean first = outage == null;
        if (outage == null) {
            outage = new Outage(byServer, nanoTime.getAsLong());
            outages.add(outage);
        }
        outage.add(read, kind, listeners);
        return first;
    }

    private static String kind(StreamException cause) {
        Throwable why = cause.getCause();
        // No error of the server: a page of a proxy in its place, or this JVM.
        boolean byCause = ReadOutcome.of(cause) == ReadOutcome.INVALID_RESPONSE || cause instanceof LocalReadFailure;
        return byCause && why != null ? why.getClass().getName() : "status " + ReadOutcome.httpStatus(cause);
    }

    /** The read got a response. */
    void recovered(Object read) {
        over(read, true);
    }

    /** The read ended. */
    void ended(Object read) {
        over(read, false);
    }

    /** The server responds, but rejects the read. Its listener may start another read. */
    synchronized void rejected(Object read) {
        for (Outage outage : outages) {
            outage.rejected |= outage.reads.containsKey(read);
        }
    }

    private void over(Object read, boolean recovered) {
        List<Outage> over = new ArrayList<>();
        Outage rejected = null;
        synchronized (this) {
            for (Iterator<Outage> all = outages.iterator(); all.hasNext(); ) {
                Outage outage = all.next();
                boolean was = outage.reads.remove(read) != null;
                outage.recovered |= recovered && (was || outage.reads.isEmpty());
                outage.partial |= recovered && !outage.reads.isEmpty();
                if (!outage.reads.isEmpty()) {
                    continue;
                }
                if (outage.recovered || !outage.rejected) {
                    all.remove();
                    over.add(outage);
                } else if (was) {
                    rejected = outage;
                }
            }
        }
        over.stream().filter(outage -> outage.recovered).forEach(outage -> logEnd("reading works again", outage));
        if (rejected != null) {
            Outage candidate = rejected;
            try {
                timer.after(FOLLOW_UP, () -> endWithoutFollowUp(candidate));
            } catch (RuntimeException | Error noTimer) {
                // The caller releases its reader after this.
                endWithoutFollowUp(candidate);
            }
        }
    }

    /** No read followed the rejected one: only that the server responds is known. */
    private void endWithoutFollowUp(Outage outage) {
        boolean over;
        synchronized (this) {
            over = outage.reads.isEmpty() && outages.remove(outage);
        }
        if (over) {
            logEnd("the server responds again", outage);
        }
    }

    private void logEnd(String what, Outage outage) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0} after {1}. Interrupted reads: {2}, listeners that waited for them: {3}",
                what,
                TimeText.rounded(Duration.ofNanos(nanoTime.getAsLong() - outage.begun)),
                outage.interrupted,
                outage.listeners);
    }
}

package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.threads.Timer;

/**
 * What the reads of one application log of their interruptions: one WARNING for an outage that many of them meet, and one
 * INFO when it is over. An interruption that is left out is logged at DEBUG, and counted.
 *
 * <p>While no read is answered, every interruption belongs to the same outage of the server, whatever its status. Once
 * some reads are answered and others are not, only interruptions of the same kind belong together.
 *
 * <p>Thread-safe.
 */
final class OutageLog {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long after an answer that ended the interrupted read its listener may begin to read elsewhere. */
    private static final Duration FOLLOW_UP = Duration.ofMinutes(1);

    private final Timer timer;

    // Guarded by this.
    private final List<Outage> outages = new ArrayList<>();

    OutageLog(Timer timer) {
        this.timer = timer;
    }

    /** Reads that are interrupted at the same time. */
    private static final class Outage {

        /** The reads, with the number of listeners of each. */
        private final Map<Object, Integer> reads = new HashMap<>();

        private final Set<String> kinds = new HashSet<>();
        private final boolean ofServer;
        private int interrupted;
        private int listeners;

        /** Other reads are answered meanwhile. */
        private boolean partial;

        private boolean recovered;

        /** The server refused one of the reads: it answers, but that read does not go on. */
        private boolean refused;

        Outage(boolean ofServer) {
            this.ofServer = ofServer;
        }

        boolean takes(String kind, boolean byServer) {
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
     * A read failed, and is tried again.
     *
     * @param listeners how many share it
     */
    void interrupted(Object read, StreamException cause, int listeners) {
        boolean first = add(read, kind(cause), !(cause instanceof LocalReadFailure), listeners);
        LOG.log(
                first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "{0}; trying again. Further reads that fail until reading works again are logged at DEBUG, and counted",
                ThrownByApplication.message(cause));
    }

    /** @return whether an outage begins */
    private synchronized boolean add(Object read, String kind, boolean byServer, int listeners) {
        Outage outage = null;
        for (Iterator<Outage> all = outages.iterator(); all.hasNext(); ) {
            Outage other = all.next();
            if (other.takes(kind, byServer) && (outage == null || other.reads.containsKey(read))) {
                outage = other;
            } else if (other.reads.remove(read) != null && other.reads.isEmpty()) {
                all.remove();
            }
        }
        boolean first = outage == null;
        if (outage == null) {
            outage = new Outage(byServer);
            outages.add(outage);
        }
        outage.add(read, kind, listeners);
        return first;
    }

    private static String kind(StreamException cause) {
        Throwable why = cause.getCause();
        // No error of the server: a page in its place, or this JVM.
        boolean named = cause.status() == 200 || cause instanceof LocalReadFailure;
        return named && why != null ? why.getClass().getName() : "status " + cause.status();
    }

    /** The read was answered. */
    void recovered(Object read) {
        over(read, true);
    }

    /** The read ended. */
    void ended(Object read) {
        over(read, false);
    }

    /** The server answers, but refuses the read. Its listener may go on elsewhere. */
    synchronized void refused(Object read) {
        for (Outage outage : outages) {
            outage.refused |= outage.reads.containsKey(read);
        }
    }

    private void over(Object read, boolean recovered) {
        List<Outage> over = new ArrayList<>();
        Outage refused = null;
        synchronized (this) {
            for (Iterator<Outage> all = outages.iterator(); all.hasNext(); ) {
                Outage outage = all.next();
                boolean was = outage.reads.remove(read) != null;
                outage.recovered |= recovered && (was || outage.reads.isEmpty());
                outage.partial |= recovered && !outage.reads.isEmpty();
                if (!outage.reads.isEmpty()) {
                    continue;
                }
                if (outage.recovered || !outage.refused) {
                    all.remove();
                    over.add(outage);
                } else if (was) {
                    refused = outage;
                }
            }
        }
        over.stream().filter(outage -> outage.recovered).forEach(outage -> tell("reading works again", outage));
        if (refused != null) {
            Outage answered = refused;
            timer.after(FOLLOW_UP, () -> answered(answered));
        }
    }

    /** No read went on after the refusal: that the server answers is all that is known. */
    private void answered(Outage outage) {
        boolean over;
        synchronized (this) {
            over = outage.reads.isEmpty() && outages.remove(outage);
        }
        if (over) {
            tell("the server answers again", outage);
        }
    }

    private static void tell(String what, Outage outage) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}. Interrupted reads: {1}, listeners that waited for them: {2}",
                what,
                outage.interrupted,
                outage.listeners);
    }
}

package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;

/**
 * What the reads of one application log of their failures: one line for what many of them meet together. One that is
 * left out is logged at DEBUG, and counted.
 *
 * <p>Thread-safe.
 */
final class ReadLog {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Final failures of one status within this time after the first one are summed up. */
    private static final Duration SUMMED_UP = Duration.ofSeconds(10);

    private final Timer timer;

    // Guarded by this.
    /** The outages, by HTTP status; 0: no response. */
    private final Map<Integer, Outage> outages = new HashMap<>();

    private final Map<String, Integer> repeated = new HashMap<>();

    ReadLog(Timer timer) {
        this.timer = timer;
    }

    /** Reads that fail in the same way at the same time. */
    private static final class Outage {
        private final Set<Object> reads = new HashSet<>();
        private int interrupted;
        private int listeners;
        private boolean recovered;
    }

    /**
     * A read failed, and is tried again.
     *
     * @param listeners how many wait for it
     */
    void interrupted(Object read, StreamException cause, int listeners) {
        boolean first;
        synchronized (this) {
            Outage outage = outages.computeIfAbsent(cause.status(), status -> new Outage());
            first = outage.reads.isEmpty() && outage.interrupted == 0;
            if (outage.reads.add(read)) {
                outage.interrupted++;
                outage.listeners += listeners;
            }
        }
        LOG.log(
                first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "{0}; trying again. Listeners that wait for this read: {1}. Other reads that fail until it works again are"
                        + " logged at DEBUG",
                Throwables.message(cause),
                listeners);
    }

    /** The read works again, if it did not. */
    void recovered(Object read) {
        over(read, true);
    }

    /** The read ended. */
    void ended(Object read) {
        over(read, false);
    }

    private void over(Object read, boolean recovered) {
        Outage last = null;
        synchronized (this) {
            if (outages.isEmpty()) {
                return;
            }
            for (Outage outage : outages.values()) {
                if (outage.reads.remove(read)) {
                    outage.recovered |= recovered;
                    last = outage.reads.isEmpty() ? outage : last;
                }
            }
            outages.values().removeIf(outage -> outage.reads.isEmpty());
        }
        if (last != null && last.recovered) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "reading works again. Interrupted reads: {0}, listeners that waited for them: {1}",
                    last.interrupted,
                    last.listeners);
        }
    }

    /** A listener met a failure that is final, or a policy was applied to it. */
    void failed(int status, String message, @Nullable String listener) {
        String text = listener == null ? message : "listener '" + listener + "' gave up: " + message;
        String kind = (listener == null ? "going on after " : "giving up after ") + status;
        boolean first;
        synchronized (this) {
            first = repeated.merge(kind, 1, Integer::sum) == 1;
        }
        LOG.log(first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, "{0}", text);
        if (first) {
            timer.after(SUMMED_UP, () -> sumUp(kind, status));
        }
    }

    private void sumUp(String kind, int status) {
        Integer count;
        synchronized (this) {
            count = repeated.remove(kind);
        }
        if (count != null && count > 1) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} more listeners met the status {1} within {2} s",
                    count - 1,
                    status,
                    SUMMED_UP.toSeconds());
        }
    }
}

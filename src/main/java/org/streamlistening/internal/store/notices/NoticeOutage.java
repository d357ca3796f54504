package org.streamlistening.internal.store.notices;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Writes one line for each outage, which both threads notice: it lasts from the first failure until none was for a while.
 *
 * <p>Thread-safe. Guarded by itself.
 */
final class NoticeOutage {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Pooled connections can still be broken after the database is back. */
    static final Duration OVER_AFTER = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Set<String> failing = new HashSet<>();
    private boolean failed;
    private long lastFailure;

    NoticeOutage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param what fails, such as "sent" */
    synchronized void failed(String what, Throwable failure) {
        boolean known = failed && (!failing.isEmpty() || nanoTime.getAsLong() - lastFailure < OVER_AFTER.toNanos());
        failed = true;
        failing.add(what);
        lastFailure = nanoTime.getAsLong();
        LOG.log(
                known ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "notices of changed streams cannot be " + what
                        + " now: readers that wait on one server can learn later of"
                        + " appends on another one. The database is tried again until it can be used. There was "
                        + failure);
    }

    synchronized void works(String what) {
        failing.remove(what);
    }
}

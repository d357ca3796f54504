package org.streamlistening.internal.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock of the server. {@link #instant()} starts at the system clock and advances monotonically, so that a step of
 * the system clock makes nothing older or younger. {@link #calendar()} follows the system clock, for fixed expiries and
 * for values that a later run reads: a step counts after {@link #TRUSTED_AFTER}, and never if it was corrected before.
 * Thread-safe.
 */
public final class ServerClock implements InstantSource {

    /**
     * The most time between two readings. The sweep reads every five seconds; after more than that the machine slept,
     * or its clock is wrong, and no stream had the chance to be used.
     */
    public static final Duration MAX_ADVANCE = Duration.ofSeconds(10);

    /** How long a step of the system clock must last before it counts. */
    static final Duration TRUSTED_AFTER = Duration.ofMinutes(5);

    /** How long a reading of the system clock serves. */
    static final Duration FRESH = Duration.ofMillis(10);

    /** A smaller difference is a regular adjustment, not a step. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final InstantSource system;
    private final LongSupplier nanoTime;

    /** Replaced under the monitor of this clock; read without it, since each request of each stream asks for the time. */
    private volatile Reading last;

    // Guarded by this.
    private Duration stepTo = Duration.ZERO;
    private Instant stepSince;

    /** @param nanoTime counts nanoseconds, as {@link System#nanoTime} */
    public ServerClock(InstantSource system, LongSupplier nanoTime) {
        this.system = system;
        this.nanoTime = nanoTime;
        this.last = new Reading(nanoTime.getAsLong(), system.instant(), Duration.ZERO);
        this.stepSince = last.instant();
    }

    /**
     * One reading of both clocks.
     *
     * @param ahead the difference between calendar and monotonic time
     */
    private record Reading(long nanos, Instant instant, Duration ahead) {

        boolean isFresh(long now) {
            return now - nanos >= 0 && now - nanos < FRESH.toNanos();
        }

        Instant plus(long since) {
            return instant.plusNanos(since);
        }
    }

    /** The start of the server plus the monotonic time since. */
    @Override
    public Instant instant() {
        long now = nanoTime.getAsLong();
        Reading known = last;
        return known.isFresh(now) ? known.plus(now - known.nanos()) : read().instant();
    }

    /** The date and time of day, without steps that were corrected. */
    public Instant calendar() {
        long now = nanoTime.getAsLong();
        Reading known = last;
        Reading reading = known.isFresh(now) ? known : read();
        return reading.plus(Math.max(0, now - reading.nanos())).plus(reading.ahead());
    }

    private synchronized Reading read() {
        Reading before = last;
        long nanos = nanoTime.getAsLong();
        long since = Math.max(0, Math.min(nanos - before.nanos(), MAX_ADVANCE.toNanos()));
        Instant now = before.plus(since);
        last = new Reading(nanos, now, ahead(now, before.ahead()));
        return last;
    }

    private Duration ahead(Instant now, Duration before) {
        Duration ahead = before;
        Duration said = Duration.between(now, system.instant());
        if (isNear(said, ahead)) {
            ahead = said;
            stepSince = now;
        } else if (!isNear(said, stepTo)) {
            stepSince = now;
        } else if (Duration.between(stepSince, now).compareTo(TRUSTED_AFTER) >= 0) {
            ahead = said;
        }
        stepTo = said;
        return ahead;
    }

    private static boolean isNear(Duration one, Duration other) {
        return Math.abs(one.toMillis() - other.toMillis()) <= STEP.toMillis();
    }
}

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

    /** A smaller difference is a regular adjustment, not a step. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final InstantSource system;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private long lastNanos;
    private Instant passed;
    /** The difference between calendar and monotonic time. */
    private Duration ahead = Duration.ZERO;

    private Duration stepTo = Duration.ZERO;
    private Instant stepSince;

    /** @param nanoTime counts nanoseconds, as {@link System#nanoTime} */
    public ServerClock(InstantSource system, LongSupplier nanoTime) {
        this.system = system;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        this.passed = system.instant();
        this.stepSince = passed;
    }

    /** The start of the server plus the monotonic time since. */
    @Override
    public synchronized Instant instant() {
        long now = nanoTime.getAsLong();
        long since = Math.max(0, Math.min(now - lastNanos, MAX_ADVANCE.toNanos()));
        lastNanos = now;
        passed = passed.plusNanos(since);
        return passed;
    }

    /** The date and time of day, without steps that were corrected. */
    public synchronized Instant calendar() {
        Instant now = instant();
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
        return now.plus(ahead);
    }

    private static boolean isNear(Duration one, Duration other) {
        return Math.abs(one.toMillis() - other.toMillis()) <= STEP.toMillis();
    }
}

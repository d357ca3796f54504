package org.streamlistening.internal.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time as the server counts it. {@link #instant()} tells how time passed while the server ran: it begins with the system's
 * clock and is moved by nothing but time, so that a step of that clock makes nothing older or younger. {@link #calendar()}
 * follows the system's clock, for moments that were set and for what a later run reads: a step counts once it has lasted
 * for {@link #TRUSTED_AFTER}, and not at all if the clock was put right before. Safe for any thread.
 */
public final class ServerClock implements InstantSource {

    /**
     * How much time may pass between two looks. The sweep looks every five seconds: after more than that the machine slept,
     * or its clock is wrong, and nothing on the server had time to be used.
     */
    public static final Duration MAX_ADVANCE = Duration.ofSeconds(10);

    /** How long a step of the system's clock has to last before it counts. */
    static final Duration TRUSTED_AFTER = Duration.ofMinutes(5);

    /** Less than this is no step: clocks are adjusted all the time. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final InstantSource system;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private long lastNanos;
    private Instant passed;
    /** How far the calendar is ahead of the time that passed. */
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

    /** Where the server began, and the time that passed since. */
    @Override
    public synchronized Instant instant() {
        long now = nanoTime.getAsLong();
        long since = Math.max(0, Math.min(now - lastNanos, MAX_ADVANCE.toNanos()));
        lastNanos = now;
        passed = passed.plusNanos(since);
        return passed;
    }

    /** The date and time of day, without steps that did not last. */
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
        return one.minus(other).abs().compareTo(STEP) <= 0;
    }
}

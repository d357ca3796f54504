package org.streamlistening.internal.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.streamlistening.internal.serve.ServerClock;

/** The system clock plus the time that a test has let pass. Thread-safe. */
final class TestClock {

    private final AtomicLong ahead = new AtomicLong();
    private final ServerClock clock = new ServerClock(new Calendar(), this::nanoTime);

    private final class Calendar implements InstantSource {

        @Override
        public Instant instant() {
            return Instant.now().plusNanos(ahead.get());
        }
    }

    private long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    /** The clock for the server. */
    public ServerClock clock() {
        return clock;
    }

    /** @throws IllegalArgumentException if time would go back */
    static void requireForward(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
    }

    /**
     * Lets this time pass, in steps that the server does not take for a wrong clock.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration by) {
        requireForward(by);
        Duration left = by;
        while (!left.isZero() && !left.isNegative()) {
            Duration step = left.compareTo(ServerClock.MAX_ADVANCE) < 0 ? left : ServerClock.MAX_ADVANCE;
            ahead.addAndGet(step.toNanos());
            // Each reading advances the clock by one step.
            Instant unused = clock.instant();
            left = left.minus(step);
        }
    }
}

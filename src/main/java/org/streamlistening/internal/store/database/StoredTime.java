package org.streamlistening.internal.store.database;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamLifetime;

/** Times as milliseconds since 1970; a time that is out of their range is the nearest one. */
final class StoredTime {

    /** The end of the lifetime of a hidden stream, which is less than every other one. */
    static final long HIDDEN = 0;

    /** Less than the greatest number, so that a time can be before another one. */
    private static final long LATEST = Long.MAX_VALUE - 1;

    private static final long MILLIS = 1000;

    private StoredTime() {}

    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException outOfRange) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : LATEST;
        }
    }

    /** When the lifetime of a stream ends that is not hidden; null if it never does. */
    static @Nullable Long overAt(StreamLifetime lifetime, Instant lastUsed) {
        if (lifetime.ttlSeconds().isPresent()) {
            return Math.max(HIDDEN + 1, millis(lastUsed) + lifetime.ttlSeconds().getAsLong() * MILLIS);
        }
        return lifetime.expiresAt()
                .map(end -> Math.max(HIDDEN + 1, firstMillisFrom(end)))
                .orElse(null);
    }

    private static long firstMillisFrom(Instant time) {
        long millis = millis(time);
        return millis < LATEST && Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    }
}

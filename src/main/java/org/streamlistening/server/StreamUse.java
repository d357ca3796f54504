package org.streamlistening.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When a stream was used last. The store is told now and then only, so that reading does not become writing; a stream
 * that is read again after a restart is given the benefit of what was not told. Safe for any thread.
 */
final class StreamUse {

    /** The store is told once for so many parts of a stream's lifetime. */
    private static final int PARTS = 8;

    private final InstantSource clock;
    private final InstantSource calendar;
    private volatile Instant lastUsed;
    private volatile Instant saved;

    StreamUse(StreamImage image, Surroundings surroundings) {
        this.clock = surroundings.clock();
        this.calendar = surroundings.calendar();
        this.lastUsed = image.lastUsed();
        this.saved = image.lastUsed();
    }

    /** The stream begins now. */
    void begin() {
        touch();
        saved = lastUsed;
    }

    /** How much longer a stream was used than the store knows, at most. */
    static Duration notTold(Lifetime lifetime) {
        return Duration.ofSeconds(lifetime.ttlSeconds().orElse(0)).dividedBy(PARTS);
    }

    /** It is used now: read or written, not just looked at. */
    void touch() {
        lastUsed = clock.instant();
    }

    boolean isOver(Lifetime lifetime) {
        return lifetime.isOver(() -> Duration.between(lastUsed, clock.instant()), calendar);
    }

    boolean wantsSaving(Lifetime lifetime) {
        return lifetime.ttlSeconds().isPresent()
                && Duration.between(saved, lastUsed).compareTo(notTold(lifetime)) > 0;
    }

    /** The store is told now. @return the date on which it was used last */
    Instant saved() {
        Instant used = lastUsed;
        saved = used;
        return calendar.instant().minus(Duration.between(used, clock.instant()));
    }
}

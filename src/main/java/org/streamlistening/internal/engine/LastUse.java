package org.streamlistening.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;

/**
 * The time of the last use of a stream. It is stored from time to time only, so that reading does not cause writing;
 * after a restart, the time without use is extended by the part that may not have been stored. Thread-safe.
 */
final class LastUse {

    private final InstantSource clock;
    private final InstantSource calendar;
    private volatile Instant lastUsed;
    private volatile Instant saved;

    LastUse(StreamImage image, EngineContext context) {
        this.clock = context.clock();
        this.calendar = context.calendar();
        this.lastUsed = image.lastUsed();
        this.saved = image.lastUsed();
    }

    /** The stream was created now. */
    void begin() {
        touch();
        saved = lastUsed;
    }

    /** The stream is used now: read or written, not only inspected by HEAD. */
    void touch() {
        lastUsed = clock.instant();
    }

    boolean isOver(StreamLifetime lifetime) {
        return lifetime.isOver(() -> Duration.between(lastUsed, clock.instant()), calendar);
    }

    boolean wantsSaving(StreamLifetime lifetime) {
        return lifetime.ttlSeconds().isPresent()
                && Duration.between(saved, lastUsed).compareTo(lifetime.unsavedUse()) > 0;
    }

    /** The use is stored now. @return the date of the last use */
    Instant saved() {
        Instant used = lastUsed;
        saved = used;
        return date(used);
    }

    /** The date of the last use. */
    Instant date() {
        return date(lastUsed);
    }

    private Instant date(Instant used) {
        return calendar.instant().minus(Duration.between(used, clock.instant()));
    }
}

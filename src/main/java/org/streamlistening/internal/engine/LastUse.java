package org.streamlistening.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;

/**
 * When a stream was used last. The store is told now and then only, so that reading does not become writing; a stream
 * that is read again after a restart is given the benefit of what was not told. Safe for any thread.
 */
public final class LastUse {

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

    /** The stream begins now. */
    void begin() {
        touch();
        saved = lastUsed;
    }

    /** It is used now: read or written, not just looked at. */
    public void touch() {
        lastUsed = clock.instant();
    }

    boolean isOver(StreamLifetime lifetime) {
        return lifetime.isOver(() -> Duration.between(lastUsed, clock.instant()), calendar);
    }

    boolean wantsSaving(StreamLifetime lifetime) {
        return lifetime.ttlSeconds().isPresent()
                && Duration.between(saved, lastUsed).compareTo(lifetime.unsavedUse()) > 0;
    }

    /** The store is told now. @return the date on which it was used last */
    Instant saved() {
        Instant used = lastUsed;
        saved = used;
        return calendar.instant().minus(Duration.between(used, clock.instant()));
    }
}

package org.streamlistening.internal.engine;

import java.time.Duration;
import java.time.InstantSource;
import org.streamlistening.internal.engine.content.ContentContext;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.threads.ReaderNotifier;
import org.streamlistening.server.Retention;

/**
 * The parts that all streams of a server share.
 *
 * @param clock measures ages and times without use
 * @param calendar the date, for fixed expiries and for the store
 */
public record EngineContext(
        StreamStore store,
        ReaderNotifier notifier,
        InstantSource clock,
        InstantSource calendar,
        Retention retention,
        EngineLimits limits) {

    /** With one clock for both purposes. */
    public EngineContext(
            StreamStore store, ReaderNotifier notifier, InstantSource clock, Retention retention, EngineLimits limits) {
        this(store, notifier, clock, clock, retention, limits);
    }

    /** How far the date is ahead of the clock. */
    Duration calendarLead() {
        return Duration.between(clock.instant(), calendar.instant());
    }

    ContentContext content() {
        return new ContentContext(store::log, clock, retention);
    }
}

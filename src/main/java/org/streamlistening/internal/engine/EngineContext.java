package org.streamlistening.internal.engine;

import java.time.InstantSource;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.threads.ReaderNotifier;
import org.streamlistening.server.Retention;

/**
 * What every stream of a server has in common.
 *
 * @param clock how time passes, for ages and for the time without use
 * @param calendar the date, for moments that were set, and for what the store writes down
 */
public record EngineContext(
        StreamStore store,
        ReaderNotifier notifier,
        InstantSource clock,
        InstantSource calendar,
        Retention retention,
        EngineLimits limits) {

    /** With one clock for both. */
    public EngineContext(
            StreamStore store, ReaderNotifier notifier, InstantSource clock, Retention retention, EngineLimits limits) {
        this(store, notifier, clock, clock, retention, limits);
    }
}

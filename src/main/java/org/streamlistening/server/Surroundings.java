package org.streamlistening.server;

import java.time.InstantSource;

/**
 * What every stream of a server has in common.
 *
 * @param clock how time passes, for ages and for the time without use
 * @param calendar the date, for moments that were set, and for what the store writes down
 */
record Surroundings(
        StreamStore store,
        Waking waking,
        InstantSource clock,
        InstantSource calendar,
        Retention retention,
        StreamLimits limits) {

    /** With one clock for both. */
    Surroundings(StreamStore store, Waking waking, InstantSource clock, Retention retention, StreamLimits limits) {
        this(store, waking, clock, clock, retention, limits);
    }
}

package org.streamlistening.server;

import java.time.InstantSource;

/** What every stream of a server has in common. */
record Surroundings(StreamStore store, Waking waking, InstantSource clock, Retention retention, StreamLimits limits) {}

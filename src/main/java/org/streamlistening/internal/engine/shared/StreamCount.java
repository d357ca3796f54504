package org.streamlistening.internal.engine.shared;

import org.streamlistening.internal.engine.decision.CreateDecision;
import org.streamlistening.internal.engine.decision.EngineLimits;

/**
 * The number of streams in the store: as counted last, and changed by this server since. Changes of other servers count
 * from the next count on, since a common counter would make all creations wait for each other. Thread-safe.
 */
final class StreamCount {

    private final EngineLimits limits;

    // Guarded by this.
    private long counted;

    StreamCount(EngineLimits limits) {
        this.limits = limits;
    }

    synchronized void counted(long streams) {
        counted = streams;
    }

    synchronized void created() {
        counted++;
    }

    synchronized void dropped() {
        counted--;
    }

    synchronized void rejectTooMany() {
        CreateDecision.rejectTooMany((int) Math.min(counted, Integer.MAX_VALUE), limits);
    }
}

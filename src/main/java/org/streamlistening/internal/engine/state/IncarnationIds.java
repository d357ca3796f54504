package org.streamlistening.internal.engine.state;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes the ids of incarnations. A stream that is created again under the same name gets another incarnation than the
 * deleted one, even if the server restarted in between without any state.
 *
 * <p>An id consists of the current second and a random number, and is greater than each id in use. For one thread at a
 * time.
 */
public final class IncarnationIds {

    private static final long PER_SECOND = 1_000_000;

    /** Seconds that fit into the digits of a {@link StreamOffset}: until the year 2286. */
    private static final long SECONDS = 10_000_000_000L;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long last;

    /** @param last the greatest id in use; {@link StreamOffset#UNNAMED} if there is none */
    public IncarnationIds(InstantSource clock, RandomGenerator random, long last) {
        this.clock = clock;
        this.random = random;
        this.last = last;
    }

    public long next() {
        long second = Math.floorMod(clock.instant().getEpochSecond(), SECONDS);
        last = Math.max(last + 1, second * PER_SECOND + random.nextLong(PER_SECOND));
        return last;
    }
}

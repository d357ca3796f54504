package org.streamlistening.internal.engine.state;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Names for the incarnations of streams: a stream that is made anew under an id gets another one than the stream that
 * was there before, also if the server was started again in between and remembers nothing.
 *
 * <p>A name is the second in which it was given and a random number, and greater than every one that is in use. For one
 * thread at a time.
 */
public final class IncarnationIds {

    private static final long PER_SECOND = 1_000_000;

    /** As many seconds as fit into the digits of a {@link StreamOffset}; until the year 2286. */
    private static final long SECONDS = 10_000_000_000L;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long last;

    /** @param last the greatest name that is in use; {@link StreamOffset#UNNAMED} if none is */
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

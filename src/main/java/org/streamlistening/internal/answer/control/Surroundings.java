package org.streamlistening.internal.answer.control;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * What the answers of an application share.
 *
 * @param threads may be blocked
 * @param clock in nanoseconds
 * @param patience how long failures may last, after which callers wait no longer
 */
public record Surroundings(Executor threads, Timer timer, LongSupplier clock, Backoff backoff, Duration patience) {

    /** The time on the clock. */
    public long now() {
        return clock.getAsLong();
    }
}

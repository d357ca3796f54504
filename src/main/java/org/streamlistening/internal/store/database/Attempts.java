package org.streamlistening.internal.store.database;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.database.SqlFailure.Kind;

/** Repeats work after conflicts, and after connections that were lost in the pool. Thread-safe. */
final class Attempts {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int FIRST_PAUSE_MILLIS = 4;
    private static final int LONGEST_PAUSE_MILLIS = 250;

    /** After a restart of the database, a pool can have several connections that are lost. */
    private static final int LOST_CONNECTIONS = 3;

    private final RetryClock clock;
    private final DatabaseOutage outage;

    Attempts(RetryClock clock, DatabaseOutage outage) {
        this.clock = clock;
        this.outage = outage;
    }

    /** @throws StoreException if the work cannot be done */
    <T> T repeat(Supplier<T> work) {
        long end = clock.nanoTime() + LIMIT.toNanos();
        int lost = 0;
        for (int pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause)) {
            try {
                return work.get();
            } catch (SqlFailure failure) {
                boolean repeatable =
                        failure.kind() == Kind.CONFLICT || (failure.kind() == Kind.LOST && ++lost <= LOST_CONNECTIONS);
                if (!repeatable || clock.nanoTime() - end > 0 || !clock.pause(jittered(pause))) {
                    throw outage.failed(failure);
                }
            }
        }
    }

    private static long jittered(int pause) {
        return 1 + ThreadLocalRandom.current().nextInt(pause);
    }
}

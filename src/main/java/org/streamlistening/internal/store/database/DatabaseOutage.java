package org.streamlistening.internal.store.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.database.SqlFailure.Kind;

/**
 * Whether the database can be used, as far as the last statements tell. Logs each change of that once. Thread-safe; the
 * usual case takes no lock.
 */
final class DatabaseOutage {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");
    private static final Duration FAULTS = Duration.ofMinutes(1);

    private final RetryClock clock;

    /** Null while the database can be used. Written under the lock of this. */
    private volatile @Nullable Outage current;

    /** Guarded by this. */
    private @Nullable Long lastFault;

    private record Outage(Kind kind, long begun) {}

    DatabaseOutage(RetryClock clock) {
        this.clock = clock;
    }

    StoreHealth health() {
        return current == null ? StoreHealth.WRITABLE : StoreHealth.REJECTING;
    }

    /** @param wrote whether rows were changed */
    void succeeded(boolean wrote) {
        if (current != null) {
            end(wrote);
        }
    }

    private synchronized void end(boolean wrote) {
        Outage outage = current;
        if (outage == null || (outage.kind != Kind.AWAY && !wrote)) {
            return;
        }
        current = null;
        LOG.log(
                System.Logger.Level.INFO,
                "the database of the streams can be used again after {0}",
                TimeText.rounded(Duration.ofNanos(clock.nanoTime() - outage.begun)));
    }

    /** The exception for the caller of an operation that failed for good. */
    StoreException failed(SqlFailure failure) {
        switch (failure.kind()) {
            case CONFLICT -> {
                return StoreException.unavailable("the stream is changed by others at the moment");
            }
            case FAULT -> {
                fault(failure);
                return StoreException.unavailable("the database has failed");
            }
            case FULL -> {
                begin(Kind.FULL, NumberedMessage.DATABASE_FULL.text(), failure);
                return StoreException.full("the disk of the database is full");
            }
            case DENIED -> begin(Kind.DENIED, NumberedMessage.DATABASE_AWAY.text(), failure);
            case LOST, AWAY -> begin(Kind.AWAY, NumberedMessage.DATABASE_AWAY.text(), failure);
        }
        return StoreException.unavailable("the database cannot be used");
    }

    /** The database was lost in a commit, and could not be asked for the outcome. */
    void unknown(SqlFailure lost) {
        begin(Kind.AWAY, NumberedMessage.DATABASE_AWAY.text(), lost);
    }

    private synchronized void begin(Kind kind, String text, SqlFailure failure) {
        if (current == null) {
            current = new Outage(kind, clock.nanoTime());
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, text, failure.cause());
        }
    }

    /** One entry a minute: the cause can concern each statement. */
    private synchronized void fault(SqlFailure failure) {
        long now = clock.nanoTime();
        if (lastFault == null || now - lastFault > FAULTS.toNanos()) {
            lastFault = now;
            SafeThrowables.log(
                    LOG, System.Logger.Level.WARNING, NumberedMessage.DATABASE_FAULT.text(), failure.cause());
        }
    }
}

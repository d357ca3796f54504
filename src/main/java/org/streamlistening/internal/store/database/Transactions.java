package org.streamlistening.internal.store.database;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.database.CommitEvidence.Verdict;
import org.streamlistening.internal.store.database.Connections.CommitFailure;

/** Runs and commits transactions, and finds out the outcome of a commit whose answer was lost. Thread-safe. */
final class Transactions {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    /** How long the database is asked for an outcome. */
    private static final Duration ASKING = Duration.ofSeconds(2);

    private static final long ASKING_PAUSE_MILLIS = 50;

    private final Connections connections;
    private final StoreTables tables;
    private final Attempts attempts;
    private final DatabaseOutage outage;
    private final RetryClock clock;
    private final Consumer<String> changed;
    private final Participation participation;

    /** @param changed is called with the id of each changed stream after the commit, on the committing thread */
    Transactions(
            Connections connections,
            StoreTables tables,
            Attempts attempts,
            DatabaseOutage outage,
            RetryClock clock,
            Consumer<String> changed,
            Participation participation) {
        this.connections = connections;
        this.tables = tables;
        this.attempts = attempts;
        this.outage = outage;
        this.clock = clock;
        this.changed = changed;
        this.participation = participation;
    }

    /** See {@link org.streamlistening.internal.store.SharedStore#transact}. */
    <T> T transact(Function<SharedTransaction, T> work) {
        return attempts.repeat(() -> new Attempt<>(work).run());
    }

    /** See {@link org.streamlistening.internal.store.SharedStore#join}. */
    <T> @Nullable T join(Function<SharedTransaction, T> work, Runnable committed) {
        Optional<CallerTransaction> active = CallerTransaction.active();
        return active.isEmpty() ? null : join(active.get(), work, committed);
    }

    private <T> T join(CallerTransaction caller, Function<SharedTransaction, T> work, Runnable committed) {
        try {
            return connections.joined(session -> {
                participation.require(session);
                RowTransaction transaction = new RowTransaction(session, tables);
                T result = work.apply(transaction);
                caller.afterCommit(() -> {
                    transaction.changed().forEach(this::publish);
                    committed.run();
                });
                return result;
            });
        } catch (SqlFailure failure) {
            // The statement may be half of a change.
            caller.setRollbackOnly();
            throw outage.failed(failure);
        }
    }

    /** Commits statements that can be repeated, whatever became of them before. */
    <T> T committed(Function<SqlSession, T> statements) {
        return attempts.repeat(() -> {
            try {
                return connections.committed(LOCK_WAIT, statements);
            } catch (CommitFailure failed) {
                throw failed.failure();
            }
        });
    }

    private final class Attempt<T> {

        private final Function<SharedTransaction, T> work;
        private @Nullable RowTransaction transaction;
        private @Nullable T result;

        Attempt(Function<SharedTransaction, T> work) {
            this.work = work;
        }

        @SuppressWarnings("NullAway") // a result may be null if T is nullable
        T run() {
            try {
                connections.committed(LOCK_WAIT, session -> {
                    transaction = new RowTransaction(session, tables);
                    result = work.apply(transaction);
                    return true;
                });
            } catch (CommitFailure lost) {
                if (lost.failure().wasRejected()) {
                    throw lost.failure();
                } else if (!isKept(transaction.evidence(), lost.failure())) {
                    throw SqlFailure.notKept(lost.failure());
                }
            }
            outage.succeeded(transaction.evidence().hasChanges());
            transaction.changed().forEach(Transactions.this::publish);
            return result;
        }
    }

    private boolean isKept(CommitEvidence evidence, SqlFailure lost) {
        long end = clock.nanoTime() + ASKING.toNanos();
        Verdict verdict = null;
        while (verdict == null) {
            try {
                verdict = evidence.look(tables, this::ask);
            } catch (SqlFailure failure) {
                LOG.log(System.Logger.Level.DEBUG, "the outcome of a commit is not known yet", failure);
                if (clock.nanoTime() - end > 0 || !clock.pause(ASKING_PAUSE_MILLIS)) {
                    verdict = Verdict.UNKNOWN;
                }
            }
        }
        if (verdict == Verdict.UNKNOWN) {
            outage.unknown(lost);
            throw StoreException.unknownOutcome();
        }
        return verdict == Verdict.KEPT;
    }

    private <T> T ask(Function<SqlSession, T> statements) {
        return connections.rolledBack(ASKING, statements);
    }

    /** The change is durable: a failure here must not look like one of the change. */
    private void publish(String id) {
        try {
            changed.accept(id);
        } catch (RuntimeException e) {
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, "a change of a stream could not be published", e);
        }
    }
}

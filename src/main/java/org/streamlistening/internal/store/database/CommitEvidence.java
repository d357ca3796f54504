package org.streamlistening.internal.store.database;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.database.SqlFailure.Kind;

/**
 * Rows that show whether a transaction was committed whose connection was lost in the commit. All changes of a
 * transaction are kept or none, so one of them is enough. For the thread of the transaction.
 *
 * <p>The lost transaction can still be running in the database. So the look waits for it: it takes a lock that the
 * transaction has, or inserts the same row.
 */
final class CommitEvidence {

    private @Nullable Look look;
    private boolean changes;
    private boolean counts;

    /** What the rows show. */
    enum Verdict {
        KEPT,
        NOT_KEPT,
        UNKNOWN
    }

    /** Statements in a transaction of their own, which is rolled back. */
    interface Asking {
        <T> T ask(Function<SqlSession, T> statements);
    }

    @FunctionalInterface
    private interface Look {
        Verdict at(StoreTables tables, Asking database);
    }

    /** Whether the transaction has changed any row. */
    boolean hasChanges() {
        return changes;
    }

    private void add(Look next) {
        changes = true;
        if (look == null) {
            look = next;
        }
    }

    /** A change that can be made twice. */
    void repeatable() {
        changes = true;
    }

    /** A change that must not be made twice, and leaves no trace. */
    void counted() {
        changes = true;
        counts = true;
    }

    void created(StoredStream stream) {
        add((tables, database) -> {
            if (database.ask(session -> exists(tables, session, stream.number()))) {
                return Verdict.KEPT;
            }
            try {
                database.ask(
                        session -> session.updateAll(List.of(tables.streams().insert(stream))));
                return Verdict.NOT_KEPT;
            } catch (SqlFailure taken) {
                if (taken.kind() != Kind.CONFLICT || !taken.isDuplicate()) {
                    throw taken;
                }
                return database.ask(session -> exists(tables, session, stream.number()))
                        ? Verdict.KEPT
                        : Verdict.NOT_KEPT;
            }
        });
    }

    private static boolean exists(StoreTables tables, SqlSession session, long stream) {
        return tables.streams().find(session, stream).isPresent()
                || tables.garbage().has(session, stream);
    }

    /** @param batch the mark of the chunk that starts at this position */
    void appended(long stream, long start, long batch) {
        add((tables, database) -> database.ask(session -> {
            Optional<StoredStream> now = tables.streams().lock(session, stream);
            OptionalLong found = tables.chunks().batch(session, stream, start);
            if (found.isPresent()) {
                return found.getAsLong() == batch ? Verdict.KEPT : Verdict.NOT_KEPT;
            }
            boolean never = now.isPresent() && now.get().image().state().tail() == start;
            return never ? Verdict.NOT_KEPT : Verdict.UNKNOWN;
        }));
    }

    /** The stream was closed without further bytes. */
    void closed(long stream, StreamState after) {
        add((tables, database) -> database.ask(session -> {
            Optional<StreamState> now = tables.streams()
                    .lock(session, stream)
                    .map(found -> found.image().state());
            if (now.isEmpty()) {
                return Verdict.UNKNOWN;
            }
            return now.get().closed() && Objects.equals(now.get().closedBy(), after.closedBy())
                    ? Verdict.KEPT
                    : Verdict.NOT_KEPT;
        }));
    }

    void hidden(long stream) {
        add((tables, database) -> database.ask(session -> tables.streams()
                .lock(session, stream)
                .filter(found -> !found.image().hidden())
                .map(visible -> Verdict.NOT_KEPT)
                .orElse(Verdict.KEPT)));
    }

    void dropped(long stream) {
        add((tables, database) -> database.ask(session -> tables.streams()
                .lock(session, stream)
                .map(found -> Verdict.NOT_KEPT)
                .orElse(Verdict.KEPT)));
    }

    /**
     * Asks the database. A transaction that changed nothing counts as kept, and one that can be made twice as not kept.
     *
     * @throws SqlFailure if the database cannot be asked now
     */
    Verdict look(StoreTables tables, Asking database) {
        if (look != null) {
            return look.at(tables, database);
        } else if (!changes) {
            return Verdict.KEPT;
        }
        return counts ? Verdict.UNKNOWN : Verdict.NOT_KEPT;
    }
}

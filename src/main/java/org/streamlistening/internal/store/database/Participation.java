package org.streamlistening.internal.store.database;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Whether the data source takes part in transactions of the container. A connection need not tell: on Open Liberty, one
 * in a transaction says that it commits each statement. So the first transaction finds out whether another thread sees
 * its row. Thread-safe.
 */
final class Participation {

    private final Connections connections;
    private final TableNames names;
    private volatile boolean known;

    Participation(Connections connections, TableNames names) {
        this.connections = connections;
        this.names = names;
    }

    /**
     * Checks that a session on the connection of a caller's transaction takes part in it.
     *
     * @throws StreamTablesException if each statement would be committed at once; nothing is kept then
     */
    void require(SqlSession session) {
        if (known || !session.isAutoCommit()) {
            return;
        }
        // No stream has a negative number.
        long row = -1 - ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        session.update("insert into " + names.garbage() + " (stream) values (?)", row);
        boolean seen = isSeenByOthers(row);
        session.update("delete from " + names.garbage() + " where stream = ?", row);
        if (seen) {
            throw new StreamTablesException(
                    "the data source of the streams does not take part in the transaction of the caller",
                    "configure it as transactional, or append outside of the transaction",
                    null);
        }
        known = true;
    }

    /** On a thread without a transaction. */
    private boolean isSeenByOthers(long row) {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        WaitingThreads.daemon(
                        () -> {
                            try {
                                seen.complete(look(row));
                            } catch (RuntimeException | Error failure) {
                                seen.completeExceptionally(failure);
                            }
                        },
                        "durable-streams-database")
                .start();
        return seen.join();
    }

    private boolean look(long row) {
        return connections.each(session -> session.first(
                        found -> found.getLong(1), "select stream from " + names.garbage() + " where stream = ?", row)
                .isPresent());
    }
}

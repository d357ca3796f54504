package org.streamlistening.internal.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Runs statements on connections of a data source, and gives the connections back as they were. Thread-safe. */
final class Connections {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final DataSource source;
    private final Dialect dialect;

    /** A commit failed. */
    static final class CommitFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final SqlFailure failure;

        CommitFailure(SqlFailure failure) {
            super(failure);
            this.failure = failure;
        }

        SqlFailure failure() {
            return failure;
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T on(Connection connection) throws SQLException;
    }

    Connections(DataSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    /** The name of the database. */
    static String product(DataSource source) {
        return on(source, connection -> connection.getMetaData().getDatabaseProductName());
    }

    /** Each statement is a transaction of its own. */
    <T> T each(Function<SqlSession, T> statements) {
        return on(source, connection -> {
            boolean before = connection.getAutoCommit();
            if (before) {
                return statements.apply(new SqlSession(connection, dialect, List.of()));
            }
            connection.setAutoCommit(true);
            try {
                return statements.apply(new SqlSession(connection, dialect, List.of()));
            } finally {
                restore(connection, false);
            }
        });
    }

    /**
     * Commits the statements together, unless there is an exception.
     *
     * @throws CommitFailure if the commit fails
     */
    <T> T committed(Duration lockWait, Function<SqlSession, T> statements) {
        return on(
                source,
                connection -> transaction(connection, lockWait, session -> {
                    T result = statements.apply(session);
                    commit(connection, session);
                    return result;
                }));
    }

    private static void commit(Connection connection, SqlSession session) {
        SqlFailure failure = session.failure();
        if (failure != null) {
            // The work went on after it.
            throw failure;
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new CommitFailure(SqlFailure.of(e, session.isClosed()));
        }
    }

    /** Runs the statements in the transaction of the calling thread, which another party commits or rolls back. */
    <T> T joined(Function<SqlSession, T> statements) {
        return on(source, connection -> statements.apply(new SqlSession(connection, dialect, List.of())));
    }

    /** Rolls the statements back at the end. */
    <T> T rolledBack(Duration lockWait, Function<SqlSession, T> statements) {
        return on(
                source,
                connection -> transaction(connection, lockWait, session -> {
                    T result = statements.apply(session);
                    rollback(connection);
                    return result;
                }));
    }

    private <T> T transaction(Connection connection, Duration lockWait, Function<SqlSession, T> work)
            throws SQLException {
        boolean before = connection.getAutoCommit();
        connection.setAutoCommit(false);
        boolean ended = false;
        try {
            T result = work.apply(new SqlSession(connection, dialect, dialect.begin(lockWait)));
            ended = true;
            return result;
        } finally {
            // A connection that cannot be rolled back keeps its mode: a change of the mode would commit.
            if ((ended || rollback(connection)) && before) {
                restore(connection, true);
            }
        }
    }

    private static boolean rollback(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a transaction could not be rolled back; the database ends it", e);
            return false;
        }
    }

    private static void restore(Connection connection, boolean autoCommit) {
        try {
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection could not be restored", e);
        }
    }

    private static <T> T on(DataSource source, Use<T> use) {
        Connection connection = open(source);
        try {
            return use.on(connection);
        } catch (SQLException e) {
            throw SqlFailure.of(e, true);
        } finally {
            close(connection);
        }
    }

    private static Connection open(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw SqlFailure.away(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection could not be closed", e);
        }
    }
}

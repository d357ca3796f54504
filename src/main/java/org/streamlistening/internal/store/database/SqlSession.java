package org.streamlistening.internal.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, whoever commits. For the thread that has the connection. Every method throws a
 * {@link SqlFailure}.
 */
final class SqlSession {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");
    private static final int TIMEOUT_SECONDS = 30;

    private final Connection connection;
    private final Dialect dialect;

    /** Statements to execute together with the first one. */
    private List<String> begin;

    private @Nullable SqlFailure failure;

    /** A statement with its values, in order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(String sql, @Nullable Object... values) {}

    /** Makes a value of a row. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Action<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    SqlSession(Connection connection, Dialect dialect, List<String> begin) {
        this.connection = connection;
        this.dialect = dialect;
        this.begin = begin;
    }

    /** The failure of a statement: the transaction must not be committed. */
    @Nullable
    SqlFailure failure() {
        return failure;
    }

    Dialect dialect() {
        return dialect;
    }

    <T> List<T> list(RowMapper<T> mapper, String sql, @Nullable Object... values) {
        return execute(List.of(new Call(sql, values)), statement -> {
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    found.add(mapper.map(rows));
                }
            }
            return found;
        });
    }

    /** The first row. */
    <T> Optional<T> first(RowMapper<T> mapper, String sql, @Nullable Object... values) {
        return list(mapper, sql, values).stream().findFirst();
    }

    /** The number of changed rows. */
    int update(String sql, @Nullable Object... values) {
        return execute(List.of(new Call(sql, values)), PreparedStatement::getUpdateCount);
    }

    /** Executes updates, in one round trip if possible. @return the number of rows that the last one changed */
    int updateAll(List<Call> calls) {
        if (dialect.combines()) {
            return execute(calls, PreparedStatement::getUpdateCount);
        }
        int changed = 0;
        for (Call call : calls) {
            changed = update(call.sql, call.values);
        }
        return changed;
    }

    /** Executes one statement with the values of each call. */
    void batch(List<Call> calls) {
        begin();
        prepared(calls.get(0).sql, statement -> {
            for (Call call : calls) {
                bind(statement, 1, call.values);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    private void begin() {
        if (!begin.isEmpty()) {
            List<Call> first = begin.stream().map(Call::new).toList();
            begin = List.of();
            updateAll(first);
        }
    }

    /**
     * Executes statements together.
     *
     * @param last what to do with the result of the last one
     */
    private <T> T execute(List<Call> calls, Action<T> last) {
        List<String> texts = new ArrayList<>(begin);
        begin = List.of();
        calls.forEach(call -> texts.add(call.sql));
        return prepared(String.join("; ", texts), statement -> {
            int index = 1;
            for (Call call : calls) {
                index = bind(statement, index, call.values);
            }
            statement.execute();
            for (int more = 1; more < texts.size(); more++) {
                statement.getMoreResults();
            }
            return last.apply(statement);
        });
    }

    private <T> T prepared(String sql, Action<T> action) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            return action.apply(statement);
        } catch (SQLException e) {
            failure = SqlFailure.of(e, isClosed());
            throw failure;
        }
    }

    private int bind(PreparedStatement statement, int from, @Nullable Object[] values) throws SQLException {
        int index = from;
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                dialect.setBytes(statement, index, bytes);
            } else {
                statement.setObject(index, value);
            }
            index++;
        }
        return index;
    }

    /** Whether the connection says that it commits each statement. */
    boolean isAutoCommit() {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw SqlFailure.of(e, isClosed());
        }
    }

    boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection cannot tell whether it is closed", e);
            return true;
        }
    }
}

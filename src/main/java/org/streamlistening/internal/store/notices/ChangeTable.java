package org.streamlistening.internal.store.notices;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.streamlistening.internal.store.notices.NoticeConnections.Lease;

/**
 * The statements on the table of changes, in standard SQL. Only the clock of the database counts. Each server numbers its
 * rows and commits them in this order, so that a reader has to remember one number for each server.
 *
 * <p>Thread-safe.
 */
final class ChangeTable {

    /** A row is younger than that when it is read, or the reader knows that it missed some. */
    static final int RECENT_SECONDS = 10;

    private static final String AGE = " current_timestamp - interval ";

    private final NoticeConnections connections;
    private final long server;
    private final String insert;
    private final String newest;
    private final String recent;
    private final String rows;
    private final String clean;

    /** @param server the random number of this server */
    ChangeTable(NoticeConnections connections, String prefix, long server) {
        this.connections = connections;
        this.server = server;
        String table = prefix.concat("change");
        insert = "insert into " + table + " (server, seq, ids) values (?, ?, ?)";
        String select = "select server, max(seq) from " + table + " where server <> ?";
        newest = select + " group by server";
        recent = select + " and sent >" + AGE + "'" + RECENT_SECONDS + "' second group by server";
        rows = "select seq, ids from " + table + " where server = ? and seq > ? order by seq";
        clean = "delete from " + table + " where sent <" + AGE + "'60' second and (server = ? or sent <" + AGE
                + "'120' second)";
    }

    /** One row of another server. */
    record Row(long seq, String text) {}

    /** What to do with a statement. */
    @FunctionalInterface
    private interface Action<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    private <T> T on(String sql, Action<T> action) throws SQLException {
        try (Lease lease = connections.open()) {
            return on(lease.connection(), sql, action);
        }
    }

    private static <T> T on(Connection connection, String sql, Action<T> action) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return action.apply(statement);
        }
    }

    /**
     * Adds rows of this server.
     *
     * @param first the number of the first one
     */
    void insert(long first, List<String> texts) throws SQLException {
        on(insert, statement -> {
            for (int i = 0; i < texts.size(); i++) {
                statement.setLong(1, server);
                statement.setLong(2, first + i);
                statement.setString(3, texts.get(i));
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    /** The number of the last row of each other server. */
    Map<Long, Long> newest() throws SQLException {
        return on(newest, this::numbers);
    }

    /** As {@link #newest}, of the servers that have sent something recently. */
    Map<Long, Long> recent() throws SQLException {
        return on(recent, this::numbers);
    }

    private Map<Long, Long> numbers(PreparedStatement statement) throws SQLException {
        statement.setLong(1, server);
        Map<Long, Long> numbers = new HashMap<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                numbers.put(found.getLong(1), found.getLong(2));
            }
        }
        return numbers;
    }

    /** The rows of a server with greater numbers, in their order. */
    List<Row> rows(long sender, long after) throws SQLException {
        return on(rows, statement -> {
            statement.setLong(1, sender);
            statement.setLong(2, after);
            List<Row> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Row(row.getLong(1), row.getString(2)));
                }
            }
            return found;
        });
    }

    /** Deletes the rows of this server after a minute, and those of dead servers later. */
    void clean() throws SQLException {
        on(clean, statement -> {
            statement.setLong(1, server);
            return statement.executeUpdate();
        });
    }
}

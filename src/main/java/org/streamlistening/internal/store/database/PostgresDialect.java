package org.streamlistening.internal.store.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL, and databases that are used through its driver. */
final class PostgresDialect implements Dialect {

    /** How long a server that is frozen within a transaction can keep a stream locked. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    @Override
    public String bytesType() {
        return "bytea";
    }

    @Override
    public String hashType() {
        return "bytea";
    }

    /** Room for new versions of a row beside the old one, so that an append writes no index. */
    @Override
    public String changingRows() {
        return " with (fillfactor = 50)";
    }

    /** An index is always in the schema of its table. */
    @Override
    public String indexPrefix(TableNames names) {
        return names.local();
    }

    /** The isolation is set here, since the driver's own method costs a round trip each time. */
    @Override
    public List<String> begin(Duration lockWait) {
        return List.of(
                "set transaction isolation level read committed",
                "set local lock_timeout = " + lockWait.toMillis(),
                "set local idle_in_transaction_session_timeout = " + IDLE.toMillis());
    }

    @Override
    public boolean combines() {
        return true;
    }

    @Override
    public String upsert(String table, List<String> keys, List<String> values) {
        return RowSql.insert(table, keys, values) + " on conflict (" + String.join(", ", keys) + ") do update set "
                + values.stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public void setBytes(PreparedStatement statement, int index, byte[] bytes) throws SQLException {
        statement.setBytes(index, bytes);
    }

    @Override
    public byte[] bytes(ResultSet row, int index) throws SQLException {
        return row.getBytes(index);
    }
}

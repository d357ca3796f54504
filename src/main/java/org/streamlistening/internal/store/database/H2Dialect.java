package org.streamlistening.internal.store.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** H2, embedded or as a server. */
final class H2Dialect implements Dialect {

    /** Its other types of bytes are limited to one megabyte. */
    @Override
    public String bytesType() {
        return "blob";
    }

    @Override
    public String hashType() {
        return "binary(32)";
    }

    @Override
    public String changingRows() {
        return "";
    }

    @Override
    public String indexPrefix(TableNames names) {
        return names.prefix();
    }

    /** Its defaults are right: isolation READ COMMITTED, and a second or two to wait for a lock. */
    @Override
    public List<String> begin(Duration lockWait) {
        return List.of();
    }

    @Override
    public boolean combines() {
        return false;
    }

    @Override
    public String upsert(String table, List<String> keys, List<String> values) {
        return RowSql.insert(table, keys, values)
                .replaceFirst("insert into", "merge into")
                .replaceFirst("\\) values", ") key (" + String.join(", ", keys) + ") values");
    }

    @Override
    public void setBytes(PreparedStatement statement, int index, byte[] bytes) throws SQLException {
        statement.setBinaryStream(index, new ByteArrayInputStream(bytes), bytes.length);
    }

    @Override
    public byte[] bytes(ResultSet row, int index) throws SQLException {
        try (InputStream bytes = row.getBinaryStream(index)) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new SQLException("bytes of a stream cannot be read", e);
        }
    }
}

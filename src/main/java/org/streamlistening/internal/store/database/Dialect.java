package org.streamlistening.internal.store.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between databases. Immutable. */
interface Dialect {

    /** The type of a column of bytes, of any length. */
    String bytesType();

    /** The type of a column of 32 bytes. */
    String hashType();

    /** What follows the columns of a table whose rows change often. */
    String changingRows();

    /** What follows {@code create index}, before the local name of the index. */
    String indexPrefix(TableNames names);

    /**
     * Statements at the beginning of a transaction that this store commits.
     *
     * @param lockWait how long a statement may wait for a lock
     */
    List<String> begin(Duration lockWait);

    /** Whether several statements can be one round trip, separated by semicolons. */
    boolean combines();

    /**
     * A statement that inserts a row, or replaces the values of the row with these keys.
     *
     * @param keys the first columns
     */
    String upsert(String table, List<String> keys, List<String> values);

    void setBytes(PreparedStatement statement, int index, byte[] bytes) throws SQLException;

    byte[] bytes(ResultSet row, int index) throws SQLException;
}

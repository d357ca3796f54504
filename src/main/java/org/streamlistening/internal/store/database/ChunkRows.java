package org.streamlistening.internal.store.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.ChunkEnds;
import org.streamlistening.internal.store.StoredChunk;

/** The statements on the table of chunks. Immutable. */
final class ChunkRows {

    private static final String ENDS = "start_at, end_at, messages_before, message_ends, append_ends";

    private final Dialect dialect;
    private final String table;
    private final String insert;
    private final String selectEnds;

    /** The chunks that overlap a range, beginning with the one that contains its first byte. */
    private final String overlap;

    /** Bytes of a range that lie in one chunk. */
    record Piece(long start, byte[] bytes) {}

    ChunkRows(TableNames names, Dialect dialect) {
        this.dialect = dialect;
        table = names.chunk();
        insert = RowSql.insert(
                table,
                List.of("stream", "start_at", "end_at", "messages_before", "messages"),
                List.of("message_ends", "append_ends", "bytes", "stored_at", "batch"));
        selectEnds = "select " + ENDS + " from " + table + " where stream = ? and ";
        overlap = " from " + table + " where stream = ? and start_at >= coalesce((select f.start_at from " + table
                + " f where f.stream = ? and f.start_at <= ? order by f.start_at desc fetch first 1 rows only), ?)"
                + " and start_at < ? order by start_at";
    }

    /** @param batch a random number that tells the transaction from others */
    SqlSession.Call insert(long stream, StoredChunk chunk, Instant at, long batch) {
        ChunkEnds ends = chunk.ends();
        return new SqlSession.Call(
                insert,
                stream,
                chunk.start(),
                chunk.end(),
                ends.messagesBefore(),
                ends.messageEnds().length,
                EndsCodec.encode(ends.messageEnds()),
                EndsCodec.encode(ends.appendEnds()),
                chunk.bytes(),
                StoredTime.millis(at),
                batch);
    }

    /** The mark of the transaction that inserted the chunk. */
    OptionalLong batch(SqlSession session, long stream, long start) {
        return number(session.first(
                row -> row.getLong(1),
                "select batch from " + table + " where stream = ? and start_at = ?",
                stream,
                start));
    }

    /** The last chunk that starts at or before a position. */
    Optional<ChunkEnds> at(SqlSession session, long stream, long position) {
        return session.first(
                this::ends,
                selectEnds + "start_at <= ? order by start_at desc fetch first 1 rows only",
                stream,
                position);
    }

    /** The first chunk from a position on that has a message of at least this number. */
    Optional<ChunkEnds> withMessage(SqlSession session, long stream, long from, long message) {
        return session.first(
                this::ends,
                selectEnds
                        + "start_at >= ? and messages_before + messages >= ? order by start_at fetch first 1 rows only",
                stream,
                from,
                message);
    }

    /** The last chunk before a position that has a message of at most this number. */
    Optional<ChunkEnds> withMessageBefore(SqlSession session, long stream, long position, long message) {
        return session.first(
                this::ends,
                selectEnds + "start_at < ? and messages_before < ? order by start_at desc fetch first 1 rows only",
                stream,
                position,
                message);
    }

    private ChunkEnds ends(ResultSet row) throws SQLException {
        long start = row.getLong(1);
        int size = (int) (row.getLong(2) - start);
        return new ChunkEnds(
                start, row.getLong(3), EndsCodec.decode(ends(row, 4), size), EndsCodec.decode(ends(row, 5), size));
    }

    private byte @Nullable [] ends(ResultSet row, int column) throws SQLException {
        return row.getObject(column) == null ? null : dialect.bytes(row, column);
    }

    /** The chunks that have bytes of this range. */
    List<Piece> pieces(SqlSession session, long stream, long from, long to) {
        return session.list(
                row -> new Piece(row.getLong(1), dialect.bytes(row, 2)),
                "select start_at, bytes" + overlap,
                stream,
                stream,
                from,
                from,
                to);
    }

    /** As {@link #pieces}, with the ends of messages and appends. */
    List<StoredChunk> chunks(SqlSession session, long stream, long from, long to) {
        return session.list(
                row -> new StoredChunk(ends(row), dialect.bytes(row, 6)),
                "select " + ENDS + ", bytes" + overlap,
                stream,
                stream,
                from,
                from,
                to);
    }

    /** The end of the chunks before the first one that was not stored before this time. */
    OptionalLong endBefore(SqlSession session, long stream, Instant time) {
        Optional<Long> later = session.first(
                row -> row.getLong(1),
                "select start_at from " + table
                        + " where stream = ? and stored_at >= ? order by start_at fetch first 1 rows only",
                stream,
                StoredTime.millis(time));
        return number(session.first(
                row -> row.getLong(1),
                "select end_at from " + table
                        + " where stream = ? and start_at < ? order by start_at desc fetch first 1 rows only",
                stream,
                later.orElse(Long.MAX_VALUE)));
    }

    private static OptionalLong number(Optional<Long> found) {
        return found.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Deletes the chunks that end at or before a position. */
    void deleteBefore(SqlSession session, long stream, long position) {
        session.update(
                "delete from " + table + " where stream = ? and start_at < ? and end_at <= ?",
                stream,
                position,
                position);
    }

    /** Deletes at most this many chunks of a stream, the first ones. @return how many */
    int deleteSome(SqlSession session, long stream, int max) {
        return session.update(
                "delete from " + table + " where stream = ? and start_at in (select f.start_at from " + table
                        + " f where f.stream = ? order by f.start_at fetch first ? rows only)",
                stream,
                stream,
                max);
    }
}

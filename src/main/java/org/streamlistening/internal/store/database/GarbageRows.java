package org.streamlistening.internal.store.database;

import java.util.Optional;

/** The statements on the table of dropped streams whose chunks and producers are still to be deleted. Immutable. */
final class GarbageRows {

    /** The most rows that one transaction deletes. */
    private static final int STEP = 1000;

    private final String table;
    private final ChunkRows chunks;
    private final ProducerRows producers;

    GarbageRows(TableNames names, ChunkRows chunks, ProducerRows producers) {
        this.table = names.garbage();
        this.chunks = chunks;
        this.producers = producers;
    }

    void add(SqlSession session, long stream) {
        session.update("insert into " + table + " (stream) values (?)", stream);
    }

    boolean has(SqlSession session, long stream) {
        return session.first(row -> row.getLong(1), "select stream from " + table + " where stream = ?", stream)
                .isPresent();
    }

    /** Deletes some rows of one stream that no other server cleans now. @return whether there are more */
    boolean clean(SqlSession session) {
        Optional<Long> next = session.first(
                row -> row.getLong(1),
                "select stream from " + table + " fetch first 1 rows only for update skip locked");
        if (next.isEmpty()) {
            return false;
        }
        long stream = next.get();
        if (chunks.deleteSome(session, stream, STEP) < STEP && producers.deleteAny(session, stream, STEP) < STEP) {
            session.update("delete from " + table + " where stream = ?", stream);
        }
        return session.first(row -> row.getLong(1), "select stream from " + table + " fetch first 1 rows only")
                .isPresent();
    }
}

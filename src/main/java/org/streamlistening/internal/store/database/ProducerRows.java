package org.streamlistening.internal.store.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;

/** The statements on the table of producers. Immutable. */
final class ProducerRows {

    private final String table;
    private final String upsert;

    ProducerRows(TableNames names, Dialect dialect) {
        table = names.producer();
        upsert = dialect.upsert(
                table, List.of("stream", "id_hash"), List.of("id", "last_epoch", "last_seq", "accepted_at"));
    }

    Map<String, ProducerState> find(SqlSession session, long stream, Collection<String> ids) {
        Map<String, ProducerState> found = new HashMap<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += RowSql.longestList()) {
            List<String> some = all.subList(from, Math.min(all.size(), from + RowSql.longestList()));
            String sql = "select id, last_epoch, last_seq, accepted_at from " + table
                    + " where stream = ? and id_hash in (" + RowSql.marks(RowSql.listSize(some.size())) + ")";
            Object[] values = Stream.concat(Stream.of(stream), Stream.of(StreamRows.keys(some)))
                    .toArray();
            session.list(
                            row -> new ProducerState(
                                    new ProducerRequest(
                                            Objects.requireNonNull(StoredText.read(row.getString(1))),
                                            row.getLong(2),
                                            row.getLong(3)),
                                    Instant.ofEpochMilli(row.getLong(4))),
                            sql,
                            values)
                    .forEach(state -> found.put(state.request().id(), state));
        }
        return found;
    }

    int count(SqlSession session, long stream, Instant usedAfter) {
        return session.first(
                        row -> row.getInt(1),
                        "select count(*) from " + table + " where stream = ? and accepted_at > ?",
                        stream,
                        StoredTime.millis(usedAfter))
                .orElseThrow();
    }

    SqlSession.Call upsert(long stream, ProducerState state) {
        ProducerRequest request = state.request();
        return new SqlSession.Call(
                upsert,
                stream,
                StoredText.key(request.id()),
                StoredText.of(request.id()),
                request.epoch(),
                request.seq(),
                StoredTime.millis(state.at()));
    }

    /** Deletes at most this many producers. @return how many */
    int deleteAny(SqlSession session, long stream, int max) {
        return session.update(
                "delete from " + table + " where stream = ? and id_hash in (select f.id_hash from " + table
                        + " f where f.stream = ? fetch first ? rows only)",
                stream,
                stream,
                max);
    }

    /** Deletes at most this many producers that were last used before this time. @return how many */
    int deleteSome(SqlSession session, long stream, Instant usedBefore, int max) {
        long millis = StoredTime.millis(usedBefore);
        return session.update(
                "delete from " + table + " where stream = ? and id_hash in (select f.id_hash from " + table
                        + " f where f.stream = ? and f.accepted_at < ? fetch first ? rows only) and accepted_at < ?",
                stream,
                stream,
                millis,
                max,
                millis);
    }
}

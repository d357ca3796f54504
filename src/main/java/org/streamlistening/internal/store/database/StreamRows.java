package org.streamlistening.internal.store.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedStore.StreamMark;
import org.streamlistening.internal.store.StoredStream;

/** The statements on the table of streams. Immutable. */
final class StreamRows {

    private final String table;
    private final String selectById;
    private final String selectByNumber;
    private final String insert;

    StreamRows(TableNames names) {
        table = names.stream();
        String select = "select " + String.join(", ", StreamRow.COLUMNS) + " from " + table;
        selectById = select + " where id_hash = ?";
        selectByNumber = select + " where number = ?";
        insert = RowSql.insert(table, StreamRow.COLUMNS, StreamRow.DERIVED);
    }

    Optional<StoredStream> find(SqlSession session, String id) {
        return session.first(StreamRow::read, selectById, (Object) StoredText.key(id));
    }

    Optional<StoredStream> find(SqlSession session, long stream) {
        return session.first(StreamRow::read, selectByNumber, stream);
    }

    /** Locks the row until the end of the transaction. */
    Optional<StoredStream> lock(SqlSession session, String id) {
        return session.first(StreamRow::read, selectById + " for update", (Object) StoredText.key(id));
    }

    /** As {@link #lock(SqlSession, String)}. */
    Optional<StoredStream> lock(SqlSession session, long stream) {
        return session.first(StreamRow::read, selectByNumber + " for update", stream);
    }

    SqlSession.Call insert(StoredStream created) {
        return new SqlSession.Call(insert, StreamRow.values(created));
    }

    /** Replaces the state. It changes no row if another transaction has appended since the stream was locked. */
    SqlSession.Call append(StreamImage before, StreamState after, Instant lastUsed) {
        ProducerRequest closedBy = after.closedBy();
        return new SqlSession.Call(
                "update " + table + " set tail = ?, messages = ?, closed = ?, closed_by_id = ?, closed_by_epoch = ?,"
                        + " closed_by_seq = ?, last_seq = ?, last_used = ?, over_at = ? where number = ? and tail = ?",
                after.tail(),
                after.messages(),
                after.closed(),
                closedBy == null ? null : StoredText.of(closedBy.id()),
                closedBy == null ? null : closedBy.epoch(),
                closedBy == null ? null : closedBy.seq(),
                StoredText.of(after.seq()),
                StoredTime.millis(lastUsed),
                overAt(before, lastUsed),
                before.number(),
                before.state().tail());
    }

    private static @Nullable Long overAt(StreamImage image, Instant lastUsed) {
        return image.hidden()
                ? Long.valueOf(StoredTime.HIDDEN)
                : StoredTime.overAt(image.config().lifetime(), lastUsed);
    }

    void touch(SqlSession session, long stream, Instant at) {
        long millis = StoredTime.millis(at);
        session.update(
                "update " + table + " set last_used = ?, over_at = case when hidden or ttl_seconds is null then over_at"
                        + " else cast(? as bigint) + ttl_seconds * 1000 end where number = ? and last_used < ?",
                millis,
                millis,
                stream,
                millis);
    }

    void trim(SqlSession session, long stream, long position) {
        session.update(
                "update " + table + " set earliest = ? where number = ? and earliest < ?", position, stream, position);
    }

    void addForks(SqlSession session, long stream, int difference) {
        session.update("update " + table + " set forks = forks + ? where number = ?", difference, stream);
    }

    void hide(SqlSession session, long stream) {
        session.update(
                "update " + table + " set hidden = true, over_at = ? where number = ?", StoredTime.HIDDEN, stream);
    }

    void delete(SqlSession session, long stream) {
        session.update("delete from " + table + " where number = ?", stream);
    }

    long count(SqlSession session) {
        return session.first(row -> row.getLong(1), "select count(*) from " + table)
                .orElseThrow();
    }

    List<String> expired(SqlSession session, Instant now, int max) {
        return session.list(
                row -> Objects.requireNonNull(StoredText.read(row.getString(1))),
                "select id from " + table + " where over_at > ? and over_at <= ? order by over_at"
                        + " fetch first ? rows only",
                StoredTime.HIDDEN,
                StoredTime.millis(now),
                max);
    }

    List<Long> unneeded(SqlSession session, int max) {
        return session.list(
                row -> row.getLong(1),
                "select number from " + table + " where over_at = ? and forks = 0 fetch first ? rows only",
                StoredTime.HIDDEN,
                max);
    }

    List<StoredStream> after(SqlSession session, long stream, int max) {
        return session.list(
                StreamRow::read,
                selectByNumber.replace("number = ?", "number > ?") + " order by number fetch first ? rows only",
                stream,
                max);
    }

    Map<String, StreamMark> marks(SqlSession session, Collection<String> ids) {
        Map<String, StreamMark> marks = new HashMap<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += RowSql.longestList()) {
            List<String> some = all.subList(from, Math.min(all.size(), from + RowSql.longestList()));
            session.list(
                            row -> Map.entry(
                                    Objects.requireNonNull(StoredText.read(row.getString(1))),
                                    new StreamMark(
                                            row.getLong(2), row.getLong(3), row.getBoolean(4), row.getBoolean(5))),
                            "select id, number, tail, closed, hidden from " + table + " where id_hash in ("
                                    + RowSql.marks(RowSql.listSize(some.size())) + ")",
                            keys(some))
                    .forEach(mark -> marks.put(mark.getKey(), mark.getValue()));
        }
        return marks;
    }

    /** The keys of some ids, the last one repeated up to the size of a list. */
    static Object[] keys(List<String> ids) {
        Object[] keys = new Object[RowSql.listSize(ids.size())];
        for (int i = 0; i < ids.size(); i++) {
            keys[i] = StoredText.key(ids.get(i));
        }
        Arrays.fill(keys, ids.size(), keys.length, keys[ids.size() - 1]);
        return keys;
    }
}

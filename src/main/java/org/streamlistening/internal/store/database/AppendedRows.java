package org.streamlistening.internal.store.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StoredChunk;

/**
 * The rows of appends that one transaction makes to a stream.
 *
 * @param before the stream as it was locked
 * @param after its state afterwards
 * @param at the time of the last append, not earlier than any time before
 * @param appends those that have bytes
 * @param producers the last request of each producer
 */
record AppendedRows(
        StreamImage before, StreamState after, Instant at, List<StoredAppend> appends, List<ProducerState> producers) {

    static AppendedRows of(StreamImage before, List<StreamChange.Appended> changes) {
        StreamState after = before.state();
        // The clocks of servers differ: the times of a stream do not go back.
        Instant at = before.lastUsed();
        List<StoredAppend> appends = new ArrayList<>();
        Map<String, ProducerState> producers = new LinkedHashMap<>();
        for (StreamChange.Appended change : changes) {
            after = after.after(change);
            at = change.at().isAfter(at) ? change.at() : at;
            if (!change.append().isEmpty()) {
                appends.add(change.append());
            }
            if (change.producer() != null) {
                producers.put(change.producer().id(), new ProducerState(change.producer(), change.at()));
            }
        }
        return new AppendedRows(before, after, at, appends, List.copyOf(producers.values()));
    }

    /** The mark of a transaction in its chunks. */
    static long newBatch() {
        return ThreadLocalRandom.current().nextLong();
    }

    /** Writes all rows in one round trip, if there is at most one producer. */
    void write(SqlSession session, StoreTables tables, CommitEvidence evidence) {
        List<SqlSession.Call> calls = new ArrayList<>();
        long stream = before.number();
        if (appends.isEmpty()) {
            evidence.closed(stream, after);
        } else {
            long batch = newBatch();
            StoredChunk chunk =
                    StoredChunk.of(before.state().tail(), before.state().messages(), appends);
            calls.add(tables.chunks().insert(stream, chunk, at, batch));
            evidence.appended(stream, chunk.start(), batch);
        }
        List<SqlSession.Call> upserts = producers.stream()
                .map(producer -> tables.producers().upsert(stream, producer))
                .toList();
        if (upserts.size() > 1) {
            // Not in one text with the others: databases remember a few statements only.
            session.batch(upserts);
        } else {
            calls.addAll(upserts);
        }
        calls.add(tables.streams().append(before, after, at));
        if (session.updateAll(calls) != 1) {
            throw new IllegalStateException("a stream has changed although it is locked");
        }
    }
}

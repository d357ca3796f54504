package org.streamlistening.internal.store.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;

/** The changes of a transaction as statements; it does not commit. For the thread that has the connection. */
final class RowTransaction implements SharedTransaction {

    /** The most producers that are forgotten at a time. */
    private static final int FORGOTTEN = 100;

    private final SqlSession session;
    private final StoreTables tables;
    private final CommitEvidence evidence = new CommitEvidence();

    /** The ids of the streams that were locked here. */
    private final Map<Long, String> ids = new HashMap<>();

    private final Set<String> changed = new LinkedHashSet<>();

    RowTransaction(SqlSession session, StoreTables tables) {
        this.session = session;
        this.tables = tables;
    }

    /** The ids of the streams that readers see changed after the commit. */
    Set<String> changed() {
        return changed;
    }

    /** What to look for if the outcome of the commit is unknown. */
    CommitEvidence evidence() {
        return evidence;
    }

    @Override
    public Optional<StoredStream> lock(String id) {
        return known(tables.streams().lock(session, id));
    }

    @Override
    public Optional<StoredStream> lock(long stream) {
        return known(tables.streams().lock(session, stream));
    }

    private Optional<StoredStream> known(Optional<StoredStream> locked) {
        locked.ifPresent(stream -> ids.put(stream.number(), stream.image().id()));
        return locked;
    }

    @Override
    public Map<String, ProducerState> producers(long stream, Collection<String> producers) {
        return tables.producers().find(session, stream, producers);
    }

    @Override
    public int countProducers(long stream, Instant usedAfter) {
        return tables.producers().count(session, stream, usedAfter);
    }

    @Override
    public void create(StreamChange.Created created, int forkDepth) {
        StreamImage image = StreamImage.before(created);
        StoredStream stream = new StoredStream(image.after(created), forkDepth, 0);
        long number = created.stream();
        List<SqlSession.Call> calls = new ArrayList<>();
        calls.add(tables.streams().insert(stream));
        if (!created.append().isEmpty()) {
            StoredChunk chunk =
                    StoredChunk.of(image.state().tail(), image.state().messages(), List.of(created.append()));
            calls.add(tables.chunks().insert(number, chunk, created.at(), batch()));
        }
        session.updateAll(calls);
        ids.put(number, created.id());
        changed.add(created.id());
        evidence.created(stream);
    }

    private static long batch() {
        return ThreadLocalRandom.current().nextLong();
    }

    @Override
    public void append(StoredStream before, List<StreamChange.Appended> changes) {
        StreamImage image = before.image();
        StreamState after = image.state();
        Instant at = image.lastUsed();
        Map<String, ProducerState> producers = new LinkedHashMap<>();
        for (StreamChange.Appended change : changes) {
            after = after.after(change);
            // The clocks of servers differ: the times of a stream do not go back.
            at = change.at().isAfter(at) ? change.at() : at;
            if (change.producer() != null) {
                producers.put(change.producer().id(), new ProducerState(change.producer(), change.at()));
            }
        }
        write(image, after, at, changes, List.copyOf(producers.values()));
        changed.add(image.id());
    }

    private void write(
            StreamImage before,
            StreamState after,
            Instant at,
            List<StreamChange.Appended> changes,
            List<ProducerState> producers) {
        List<SqlSession.Call> calls = new ArrayList<>();
        List<StoredAppend> appends = changes.stream()
                .map(StreamChange.Appended::append)
                .filter(append -> !append.isEmpty())
                .toList();
        if (appends.isEmpty()) {
            evidence.closed(before.number(), after);
        } else {
            long batch = batch();
            StoredChunk chunk =
                    StoredChunk.of(before.state().tail(), before.state().messages(), appends);
            calls.add(tables.chunks().insert(before.number(), chunk, at, batch));
            evidence.appended(before.number(), chunk.start(), batch);
        }
        writeProducers(before.number(), producers, calls);
        calls.add(tables.streams().append(before, after, at));
        if (session.updateAll(calls) != 1) {
            throw new IllegalStateException("a stream has changed although it is locked");
        }
    }

    /** One producer is written with the rest, several in a batch of their own: so there are few statements. */
    private void writeProducers(long stream, List<ProducerState> producers, List<SqlSession.Call> calls) {
        List<SqlSession.Call> upserts = producers.stream()
                .map(producer -> tables.producers().upsert(stream, producer))
                .toList();
        if (upserts.size() > 1) {
            session.batch(upserts);
        } else {
            calls.addAll(upserts);
        }
    }

    @Override
    public void touch(long stream, Instant at) {
        tables.streams().touch(session, stream, at);
        evidence.repeatable();
    }

    @Override
    public void trim(long stream, long position, boolean deletes) {
        tables.streams().trim(session, stream, position);
        if (deletes) {
            tables.chunks().deleteBefore(session, stream, position);
        }
        evidence.repeatable();
    }

    @Override
    public void addForks(long stream, int difference) {
        tables.streams().addForks(session, stream, difference);
        evidence.counted();
    }

    @Override
    public void hide(long stream) {
        tables.streams().hide(session, stream);
        changes(stream);
        evidence.hidden(stream);
    }

    @Override
    public void drop(long stream) {
        tables.streams().delete(session, stream);
        tables.garbage().add(session, stream);
        changes(stream);
        evidence.dropped(stream);
    }

    private void changes(long stream) {
        String id = ids.get(stream);
        if (id == null) {
            throw new IllegalStateException("the stream is not locked");
        }
        changed.add(id);
    }

    @Override
    public void forgetProducers(long stream, Instant usedBefore) {
        tables.producers().deleteSome(session, stream, usedBefore, FORGOTTEN);
        evidence.repeatable();
    }
}

package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.memory.MemoryLog;

/**
 * The contract of a shared store in its simplest form, in memory: one transaction at a time, on a copy of all rows. It
 * has a {@link #server} for each server; a notice of one reaches all others.
 */
public final class SharedMemory {

    /**
     * All that is stored about a stream.
     *
     * @param deleted the position before which the chunks are deleted
     */
    private record Row(
            StoredStream stream, List<StreamChange> changes, Map<String, ProducerState> producers, long deleted) {

        Row with(StreamImage image) {
            return with(new StoredStream(image, stream.forkDepth(), stream.forks()));
        }

        Row with(StoredStream stored) {
            return new Row(stored, changes, producers, deleted);
        }

        Row deletedBefore(long position) {
            return new Row(stream, changes, producers, Math.max(deleted, position));
        }

        /** The greatest end of a chunk up to this position. */
        long chunkEnd(long position) {
            StreamImage image = StreamImage.before((StreamChange.Created) changes.get(0));
            long end = image.state().tail();
            for (StreamChange change : changes) {
                image = image.after(change);
                end = image.state().tail() <= position ? image.state().tail() : end;
            }
            return end;
        }
    }

    // Guarded by this.
    private Map<Long, Row> rows = new TreeMap<>();

    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private final BooleanSupplier conflicts;

    /** @param conflicts whether the next transaction meets a conflict after its work, and repeats it */
    public SharedMemory(BooleanSupplier conflicts) {
        this.conflicts = conflicts;
    }

    /** A store without conflicts. */
    public SharedMemory() {
        this(() -> false);
    }

    /** The store as one server uses it. */
    public SharedStore server() {
        Server server = new Server();
        servers.add(server);
        return server;
    }

    /** The position before which the chunks of a stream are deleted. */
    long deletedBefore(String id) {
        return row(rows(), id).map(Row::deleted).orElseThrow();
    }

    /** The ids of all streams, hidden ones included. */
    List<String> ids() {
        return rows().stream().map(row -> row.stream.image().id()).sorted().toList();
    }

    private synchronized <T> T transact(Function<SharedTransaction, T> work, List<String> changed) {
        while (true) {
            Transaction transaction = new Transaction(new TreeMap<>(rows));
            T result = work.apply(transaction);
            if (!conflicts.getAsBoolean()) {
                rows = transaction.copy;
                changed.addAll(transaction.changed);
                return result;
            }
        }
    }

    private synchronized Optional<Row> row(long stream) {
        return Optional.ofNullable(rows.get(stream));
    }

    private synchronized List<Row> rows() {
        return List.copyOf(rows.values());
    }

    private static Optional<Row> row(Collection<Row> rows, String id) {
        return rows.stream().filter(row -> row.stream.image().id().equals(id)).findFirst();
    }

    private static final class Transaction implements SharedTransaction {

        private final Map<Long, Row> copy;
        private final List<String> changed = new ArrayList<>();

        Transaction(Map<Long, Row> copy) {
            this.copy = copy;
        }

        private Row row(long stream) {
            return Optional.ofNullable(copy.get(stream)).orElseThrow();
        }

        private void put(long stream, Row row) {
            copy.put(stream, row);
            changed.add(row.stream.image().id());
        }

        @Override
        public Optional<StoredStream> lock(String id) {
            return SharedMemory.row(copy.values(), id).map(Row::stream);
        }

        @Override
        public Optional<StoredStream> lock(long stream) {
            return Optional.ofNullable(copy.get(stream)).map(Row::stream);
        }

        @Override
        public Map<String, ProducerState> producers(long stream, Collection<String> ids) {
            Map<String, ProducerState> found = new HashMap<>(row(stream).producers);
            found.keySet().retainAll(ids);
            return found;
        }

        @Override
        public int countProducers(long stream, Instant usedAfter) {
            return (int) row(stream).producers.values().stream()
                    .filter(producer -> producer.at().isAfter(usedAfter))
                    .count();
        }

        @Override
        public void create(StreamChange.Created created, int forkDepth) {
            StreamImage image = StreamImage.before(created).after(created);
            put(created.stream(), new Row(new StoredStream(image, forkDepth, 0), List.of(created), Map.of(), 0));
        }

        @Override
        public void append(StoredStream before, List<StreamChange.Appended> appended) {
            Row row = row(before.number());
            StreamImage image = row.stream.image();
            List<StreamChange> changes = new ArrayList<>(row.changes);
            Map<String, ProducerState> producers = new HashMap<>(row.producers);
            for (StreamChange.Appended change : appended) {
                image = image.after(change);
                changes.add(change);
                if (change.producer() != null) {
                    producers.put(change.producer().id(), new ProducerState(change.producer(), change.at()));
                }
            }
            StreamImage stored = new StreamImage(
                    image.number(),
                    image.incarnation(),
                    image.id(),
                    image.config(),
                    image.origin(),
                    image.state(),
                    Map.of(),
                    image.hidden(),
                    image.lastUsed(),
                    image.earliest(),
                    List.of());
            put(
                    before.number(),
                    new Row(
                            new StoredStream(stored, row.stream.forkDepth(), row.stream.forks()),
                            List.copyOf(changes),
                            producers,
                            row.deleted));
        }

        @Override
        public void touch(long stream, Instant at) {
            lock(stream)
                    .filter(row -> at.isAfter(row.image().lastUsed()))
                    .ifPresent(
                            row -> copy.put(stream, row(stream).with(row.image().lastUsedAt(at))));
        }

        @Override
        public void trim(long stream, long position, boolean deletes) {
            Row row = row(stream);
            Row trimmed = row.with(row.stream.image().after(new StreamChange.Trimmed(stream, position)));
            put(stream, deletes ? trimmed.deletedBefore(row.chunkEnd(position)) : trimmed);
        }

        @Override
        public void addForks(long stream, int difference) {
            Row row = row(stream);
            StoredStream source = row.stream;
            copy.put(
                    stream,
                    row.with(new StoredStream(source.image(), source.forkDepth(), source.forks() + difference)));
        }

        @Override
        public void hide(long stream) {
            Row row = row(stream);
            put(stream, row.with(row.stream.image().after(new StreamChange.Hidden(stream))));
        }

        @Override
        public void drop(long stream) {
            changed.add(row(stream).stream.image().id());
            copy.remove(stream);
        }

        @Override
        public void forgetProducers(long stream, Instant usedBefore) {
            // An old producer is not counted, and its requests are those of an unknown one.
        }
    }

    private final class Server implements SharedStore {

        private volatile Consumer<String> listener = id -> {};

        @Override
        public <T> T transact(Function<SharedTransaction, T> work) {
            List<String> changed = new ArrayList<>();
            T result = SharedMemory.this.transact(work, changed);
            servers.stream().filter(other -> other != this).forEach(other -> changed.forEach(other.listener));
            return result;
        }

        @Override
        public <T> @Nullable T join(Function<SharedTransaction, T> work, Runnable committed) {
            return null;
        }

        @Override
        public Optional<StoredStream> find(String id) {
            return row(rows(), id).map(Row::stream);
        }

        @Override
        public Optional<StoredStream> find(long stream) {
            return row(stream).map(Row::stream);
        }

        @Override
        public StreamLog log(long stream) {
            return new StreamLog() {
                @Override
                public StreamBytes bytes(long from, long to) {
                    if (row(stream).map(Row::deleted).orElse(Long.MAX_VALUE) > from) {
                        throw StoreException.bytesDeleted();
                    }
                    return copy(stream).bytes(from, to);
                }

                @Override
                public long messagesUpTo(long position) {
                    return copy(stream).messagesUpTo(position);
                }

                @Override
                public long endOf(long message) {
                    return copy(stream).endOf(message);
                }

                @Override
                public long appendEndAfter(long position) {
                    return copy(stream).appendEndAfter(position);
                }

                @Override
                public void dropBefore(long position) {
                    throw new UnsupportedOperationException("a transaction trims");
                }
            };
        }

        /** The bytes that are stored now. */
        private StreamLog copy(long stream) {
            Row row = row(stream).orElseThrow(StoreException::unknownStream);
            StreamImage image = row.stream.image();
            MemoryLog log = new MemoryLog(image.origin().tail(), image.origin().messages());
            for (StreamChange change : row.changes) {
                if (change instanceof StreamChange.Created created) {
                    log.append(created.append());
                } else if (change instanceof StreamChange.Appended appended) {
                    log.append(appended.append());
                }
            }
            return log;
        }

        @Override
        public List<StoredChunk> chunks(long stream, long from, long to, int maxBytes) {
            Row row = row(stream).orElseThrow(StoreException::unknownStream);
            List<StoredChunk> chunks = new ArrayList<>();
            StreamImage image = StreamImage.before((StreamChange.Created) row.changes.get(0));
            for (StreamChange change : row.changes) {
                long start = image.state().tail();
                if (change instanceof StreamChange.Appended appended
                        && start >= from
                        && start < to
                        && !appended.append().isEmpty()) {
                    chunks.add(StoredChunk.of(start, image.state().messages(), List.of(appended.append())));
                }
                image = image.after(change);
            }
            return to - from > maxBytes ? List.of() : chunks;
        }

        @Override
        public OptionalLong endBefore(long stream, Instant time) {
            Row row = row(stream).orElseThrow(StoreException::unknownStream);
            OptionalLong end = OptionalLong.empty();
            StreamImage image = StreamImage.before((StreamChange.Created) row.changes.get(0));
            for (StreamChange change : row.changes) {
                image = image.after(change);
                if (image.lastUsed().isBefore(time)) {
                    end = OptionalLong.of(image.state().tail());
                }
            }
            return end;
        }

        @Override
        public long count() {
            return rows().size();
        }

        @Override
        public List<String> expired(Instant now, int max) {
            return rows().stream()
                    .map(row -> row.stream.image())
                    .filter(image -> !image.hidden())
                    .filter(image -> image.config()
                            .lifetime()
                            .isOver(() -> java.time.Duration.between(image.lastUsed(), now), () -> now))
                    .map(StreamImage::id)
                    .limit(max)
                    .toList();
        }

        @Override
        public List<Long> unneeded(int max) {
            return rows().stream()
                    .map(Row::stream)
                    .filter(stream -> stream.image().hidden() && stream.forks() == 0)
                    .map(StoredStream::number)
                    .limit(max)
                    .toList();
        }

        @Override
        public List<StoredStream> after(long stream, int max) {
            return rows().stream()
                    .map(Row::stream)
                    .filter(other -> other.number() > stream)
                    .sorted(Comparator.comparing(StoredStream::number))
                    .limit(max)
                    .toList();
        }

        @Override
        public boolean clean() {
            return false;
        }

        @Override
        public Map<String, StreamMark> marks(Collection<String> ids) {
            Map<String, StreamMark> marks = new HashMap<>();
            for (Row row : rows()) {
                StreamImage image = row.stream.image();
                if (ids.contains(image.id())) {
                    marks.put(
                            image.id(),
                            new StreamMark(
                                    image.number(),
                                    image.state().tail(),
                                    image.state().closed(),
                                    image.hidden()));
                }
            }
            return marks;
        }

        @Override
        public void onChange(Consumer<String> given, Runnable unknown) {
            listener = given;
        }

        @Override
        public StoreHealth health() {
            return StoreHealth.WRITABLE;
        }

        @Override
        public void close() {
            servers.remove(this);
        }
    }
}

package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.memory.MemoryLog;

/**
 * A shared store for tests: a row per stream, with all changes in serialised form. A transaction replaces the row by
 * compare-and-set, and repeats the decision after a conflict.
 */
public final class RowStore implements SharedStore {

    private final Map<String, byte[]> rows = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Committed transact(String id, Function<Optional<StreamImage>, Optional<StreamChange>> decision) {
        while (true) {
            byte[] row = rows.get(id);
            Optional<StreamImage> loaded = Optional.ofNullable(row).map(RowStore::image);
            Optional<StreamChange> change = decision.apply(loaded);
            if (change.isEmpty()) {
                return new Committed(loaded, change);
            }
            if (replace(id, row, change.get())) {
                listeners.forEach(listener -> listener.accept(id));
                return new Committed(load(id), change);
            }
        }
    }

    private boolean replace(String id, byte[] row, StreamChange change) {
        if (change instanceof StreamChange.Dropped) {
            return rows.remove(id, row);
        }
        RecordWriter out = new RecordWriter();
        if (row != null) {
            changes(row).forEach(before -> ChangeCodec.write(out, before));
        }
        ChangeCodec.write(out, change);
        byte[] after = Arrays.copyOf(out.view().array(), out.size());
        return row == null ? rows.putIfAbsent(id, after) == null : rows.replace(id, row, after);
    }

    @Override
    public Optional<StreamImage> load(String id) {
        return Optional.ofNullable(rows.get(id)).map(RowStore::image);
    }

    private static List<StreamChange> changes(byte[] row) {
        RecordReader in = new RecordReader(ByteBuffer.wrap(row));
        List<StreamChange> changes = new ArrayList<>();
        while (!in.isAtEnd()) {
            changes.add(ChangeCodec.read(in));
        }
        return changes;
    }

    private static StreamImage image(byte[] row) {
        List<StreamChange> changes = changes(row);
        StreamImage image = StreamImage.before((StreamChange.Created) changes.get(0));
        for (StreamChange change : changes) {
            image = image.after(change);
        }
        return image;
    }

    @Override
    public StreamLog log(long stream) {
        byte[] row = rows.values().stream()
                .filter(candidate -> image(candidate).number() == stream)
                .findFirst()
                .orElseThrow(StoreException::unknownStream);
        StreamState origin = image(row).origin();
        MemoryLog log = new MemoryLog(origin.tail(), origin.messages());
        for (StreamChange change : changes(row)) {
            if (change instanceof StreamChange.Created created) {
                log.append(created.append());
            } else if (change instanceof StreamChange.Appended appended) {
                log.append(appended.append());
            }
        }
        return log;
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        rows.clear();
    }
}

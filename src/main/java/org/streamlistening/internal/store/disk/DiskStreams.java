package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.files.Segment;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.files.StoreSnapshot;

/**
 * The logs of a store on disk. A change goes into the files of its stream in steps: it is staged, and its bytes are
 * written; then it is committed, after it is durable in the journal, or undone.
 *
 * <p>For the thread of the journal; any thread can look up a log.
 */
final class DiskStreams {

    private final StoreDirectory directory;
    private final DiskOptions options;
    private final BiConsumer<Long, Long> trimming;
    private final SegmentFiles files;
    private final RecentBytes recents;
    private final Map<Long, DiskLog> committed = new ConcurrentHashMap<>();
    private final Map<Long, DiskLog> begun = new HashMap<>();
    private final Set<DiskLog> staged = new HashSet<>();
    private long lastNumber;

    /** @param trimming receives a stream and the position before which its files are not needed; on any thread */
    DiskStreams(StoreDirectory directory, DiskOptions options, BiConsumer<Long, Long> trimming) {
        this.directory = directory;
        this.options = options;
        this.trimming = trimming;
        this.files = new SegmentFiles(directory);
        this.recents = new RecentBytes(options.recentBytes());
    }

    SegmentFiles files() {
        return files;
    }

    long lastNumber() {
        return lastNumber;
    }

    @Nullable
    DiskLog log(long stream) {
        return committed.get(stream);
    }

    List<Segment> segments(long stream) {
        DiskLog log = committed.get(stream);
        return log == null ? List.of() : log.committed().segments();
    }

    /** Starts with the streams of a snapshot. */
    void load(StoreSnapshot snapshot) {
        lastNumber = snapshot.lastNumber();
        for (StoreSnapshot.Entry entry : snapshot.entries()) {
            StreamImage image = entry.image();
            DiskExtent extent = new DiskExtent(
                    entry.segments(), image.state().tail(), image.state().messages());
            committed.put(image.number(), newLog(image.number(), image.origin(), extent));
        }
    }

    private DiskLog newLog(long number, StreamState origin, DiskExtent extent) {
        return new DiskLog(number, directory, origin.tail(), extent, position -> trimming.accept(number, position));
    }

    void stage(StreamChange change) {
        if (change instanceof StreamChange.Created created) {
            StreamState origin = created.origin();
            DiskLog log = newLog(created.stream(), origin, new DiskExtent(List.of(), origin.tail(), origin.messages()));
            begun.put(created.stream(), log);
            stage(log, created.append());
        } else if (change instanceof StreamChange.Appended appended) {
            DiskLog log = find(appended.stream());
            if (log != null) {
                stage(log, appended.append());
            }
        }
    }

    private @Nullable DiskLog find(long number) {
        DiskLog log = begun.get(number);
        return log == null ? committed.get(number) : log;
    }

    private void stage(DiskLog log, StoredAppend append) {
        staged.add(log);
        log.stage(append, options.segmentBytes());
    }

    /** Writes the staged bytes into the files of the streams. */
    void writeStaged() throws IOException {
        for (DiskLog log : staged) {
            log.write(files);
        }
    }

    /** Undoes the staged changes, and deletes the files that were begun for them: the disk can be full. */
    void undo() throws IOException {
        Map<Long, List<Segment>> undone = staged.stream().collect(Collectors.toMap(DiskLog::number, DiskLog::undo));
        staged.clear();
        begun.clear();
        for (Map.Entry<Long, List<Segment>> segments : undone.entrySet()) {
            files.discard(segments.getKey(), segments.getValue());
        }
    }

    /** The staged bytes are durable. Their changes follow one by one, see {@link #commit(StreamChange)}. */
    void commit() {
        staged.forEach(log -> log.commit(recents));
        staged.clear();
    }

    /** Frees the memory of recent bytes. */
    void freeMemory() {
        recents.clear();
    }

    /** A change is durable. Can be repeated after any failure but an {@link IOException}. */
    void commit(StreamChange change) throws IOException {
        long number = change.stream();
        DiskLog log = find(number);
        if (log == null) {
            return;
        }
        if (change instanceof StreamChange.Created) {
            committed.put(number, log);
            lastNumber = Math.max(lastNumber, number);
            begun.remove(number);
        } else if (change instanceof StreamChange.Trimmed trimmed) {
            trim(log, trimmed.position());
        } else if (change instanceof StreamChange.Dropped) {
            committed.remove(number);
            recents.forget(log);
            files.delete(number, log.committed().segments());
        }
    }

    private void trim(DiskLog log, long position) throws IOException {
        List<Segment> before = log.committed().segments();
        log.trim(position);
        int gone = before.size() - log.committed().segments().size();
        files.delete(log.number(), before.subList(0, gone));
    }

    /** @param images the state of all streams after the last committed change */
    StoreSnapshot snapshot(List<StreamImage> images) {
        List<StoreSnapshot.Entry> entries = images.stream()
                .map(image -> new StoreSnapshot.Entry(image, segments(image.number())))
                .toList();
        return new StoreSnapshot(entries, lastNumber);
    }
}

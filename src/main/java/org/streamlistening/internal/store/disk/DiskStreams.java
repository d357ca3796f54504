package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.Comparator;
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
 * The streams of a store on disk, and the way of a change into their files: staged, and its bytes written; kept, when it
 * is in the journal and so can no longer be lost; or undone.
 *
 * <p>For the journal's thread; logs can be looked up by any.
 */
final class DiskStreams {

    private final StoreDirectory directory;
    private final DiskOptions options;
    private final BiConsumer<Long, Long> trimming;
    private final SegmentFiles files;
    private final RecentBytes recents;
    private final Map<Long, StoredStream> kept = new ConcurrentHashMap<>();
    private final Map<Long, StoredStream> begun = new HashMap<>();
    private final Set<DiskLog> staged = new HashSet<>();
    private long lastNumber;

    /** @param trimming is told when a stream's files are not needed up to a position; from any thread */
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
        StoredStream stored = kept.get(stream);
        return stored == null ? null : stored.log();
    }

    /** Starts with what was true once. */
    void load(StoreSnapshot snapshot) {
        lastNumber = snapshot.lastNumber();
        for (StoreSnapshot.Entry entry : snapshot.entries()) {
            StreamImage image = entry.image();
            DiskExtent extent = new DiskExtent(
                    entry.segments(), image.state().tail(), image.state().messages());
            kept.put(image.number(), newStream(image, extent));
        }
    }

    private StoredStream newStream(StreamImage image, DiskExtent extent) {
        long number = image.number();
        DiskLog log = new DiskLog(
                number, directory, image.origin().tail(), extent, position -> trimming.accept(number, position));
        return new StoredStream(
                image,
                log,
                options.retention().maxAge(),
                options.producerMaxAge(),
                options.clock().instant());
    }

    void stage(StreamChange change) {
        if (change instanceof StreamChange.Created created) {
            StreamState origin = created.origin();
            StoredStream stream =
                    newStream(StreamImage.before(created), new DiskExtent(List.of(), origin.tail(), origin.messages()));
            begun.put(created.stream(), stream);
            stage(stream, created.append());
        } else if (change instanceof StreamChange.Appended appended) {
            StoredStream stream = find(appended.stream());
            if (stream != null) {
                stage(stream, appended.append());
            }
        }
    }

    private @Nullable StoredStream find(long number) {
        StoredStream stream = begun.get(number);
        return stream == null ? kept.get(number) : stream;
    }

    private void stage(StoredStream stream, StoredAppend append) {
        staged.add(stream.log());
        stream.log().stage(append, options.segmentBytes());
    }

    /** Writes what is staged into the files of the streams. */
    void writeStaged() throws IOException {
        for (DiskLog log : staged) {
            log.write(files);
        }
    }

    /** What was begun for it does not take up the room that the disk may be short of. */
    void undo() throws IOException {
        Map<Long, List<Segment>> undone = staged.stream().collect(Collectors.toMap(DiskLog::number, DiskLog::undo));
        staged.clear();
        begun.clear();
        for (Map.Entry<Long, List<Segment>> segments : undone.entrySet()) {
            files.discard(segments.getKey(), segments.getValue());
        }
    }

    /** All that is staged is safe; what it means for each stream comes with {@link #keep(Change)}, in order. */
    void keep() {
        staged.forEach(log -> log.keep(recents));
        staged.clear();
    }

    /** Gives back what memory it can do without. */
    void freeMemory() {
        recents.clear();
    }

    /** Can be called again if it fails with anything but an {@link IOException}: what happened once has no second effect. */
    void keep(StreamChange change) throws IOException {
        long number = change.stream();
        StoredStream stream = find(number);
        if (stream == null) {
            return;
        }
        if (change instanceof StreamChange.Created) {
            kept.put(number, stream);
            lastNumber = Math.max(lastNumber, number);
        }
        // Nothing that needs memory comes behind this.
        stream.apply(change);
        if (change instanceof StreamChange.Created) {
            begun.remove(number);
        } else if (change instanceof StreamChange.Trimmed trimmed) {
            trim(stream.log(), trimmed.position());
        } else if (change instanceof StreamChange.Dropped) {
            kept.remove(number);
            recents.forget(stream.log());
            files.delete(number, stream.log().kept().segments());
        }
    }

    private void trim(DiskLog log, long position) throws IOException {
        List<Segment> before = log.kept().segments();
        log.trim(position);
        int gone = before.size() - log.kept().segments().size();
        files.delete(log.number(), before.subList(0, gone));
    }

    StoreSnapshot snapshot() {
        List<StoreSnapshot.Entry> entries = kept.values().stream()
                .map(stream -> new StoreSnapshot.Entry(
                        stream.image(options.clock().instant()),
                        stream.log().kept().segments()))
                .toList();
        return new StoreSnapshot(entries, lastNumber);
    }

    /** All streams, oldest first. */
    List<StreamImage> images() {
        return kept.values().stream()
                .map(stream -> stream.image(options.clock().instant()))
                .sorted(Comparator.comparingLong(StreamImage::number))
                .toList();
    }
}

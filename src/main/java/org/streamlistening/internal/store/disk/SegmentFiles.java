package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.MessageBoundaries;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.files.FileRun;
import org.streamlistening.internal.store.files.FileWrites;
import org.streamlistening.internal.store.files.Segment;
import org.streamlistening.internal.store.files.StoreDirectory;

/**
 * Writes the files of streams, and keeps the last used ones open. Written bytes are durable in the journal only, until
 * a checkpoint forces the files. For the thread of the journal.
 */
final class SegmentFiles implements AutoCloseable {

    private static final int MAX_OPEN = 256;

    private final StoreDirectory directory;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private final FileRun data = new FileRun(this::write);
    private final FileRun index = new FileRun(this::write);
    private @Nullable Segment writing;
    private final Set<Path> dirty = new HashSet<>();

    SegmentFiles(StoreDirectory directory) {
        this.directory = directory;
    }

    /** Starts the writes of a batch. Discards the rest of a batch that failed. */
    void begin() {
        data.discard();
        index.discard();
        writing = null;
    }

    /** Writes an append to the last segment of a stream; at {@link #flush} at the latest. */
    void write(long stream, DiskExtent extent, StoredAppend append) throws IOException {
        Segment segment = extent.last();
        if (!segment.equals(writing)) {
            flush();
            data.moveTo(directory.data(stream, segment.start()), extent.tail() - segment.start());
            index.moveTo(directory.index(stream, segment.start()), (extent.messages() - segment.before()) * Long.BYTES);
            writing = segment;
        }
        data.put(append.bytes());
        for (long end : MessageBoundaries.of(extent.tail(), append)) {
            index.put(end);
        }
    }

    /** Writes the collected bytes, before those of another stream. */
    void flush() throws IOException {
        data.flush();
        index.flush();
        writing = null;
    }

    private void write(Path path, ByteBuffer bytes, long at) throws IOException {
        FileChannel file = file(path);
        dirty.add(path);
        FileWrites.all(file, bytes, at);
    }

    private FileChannel file(Path path) throws IOException {
        FileChannel known = open.get(path);
        if (known != null) {
            return known;
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        open.put(path, file);
        if (open.size() > MAX_OPEN) {
            Iterator<FileChannel> oldest = open.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        return file;
    }

    /** Deletes the files of these segments, if they were written. */
    void discard(long stream, Iterable<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            for (Path path :
                    List.of(directory.data(stream, segment.start()), directory.index(stream, segment.start()))) {
                if (dirty.contains(path)) {
                    delete(path);
                }
            }
        }
    }

    /** Deletes the files of these segments. */
    void delete(long stream, Iterable<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            delete(directory.data(stream, segment.start()));
            delete(directory.index(stream, segment.start()));
        }
    }

    private void delete(Path path) throws IOException {
        FileChannel file = open.remove(path);
        if (file != null) {
            file.close();
        }
        dirty.remove(path);
        Files.deleteIfExists(path);
    }

    /** The files that were written since {@link #forgetDirty}. A caller of that method must force them. */
    Set<Path> dirty() {
        return dirty;
    }

    void forgetDirty() {
        dirty.clear();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : open.values()) {
            file.close();
        }
        open.clear();
    }
}

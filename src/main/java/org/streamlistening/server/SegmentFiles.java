package org.streamlistening.server;

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

/**
 * The files that are written to, as many of them open as is useful. What is written here is not safe by itself: it is
 * in the journal until {@link #takeDirty() somebody} has made it so. For the journal's thread.
 */
final class SegmentFiles implements AutoCloseable {

    private static final int MAX_OPEN = 256;

    private final StoreDirectory directory;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private Set<Path> dirty = new HashSet<>();

    SegmentFiles(StoreDirectory directory) {
        this.directory = directory;
    }

    /** Writes a batch behind what is there, into the last segment. */
    void write(long stream, Extent extent, Batch batch) throws IOException {
        Segment segment = extent.last();
        write(directory.data(stream, segment.start()), ByteBuffer.wrap(batch.bytes()), extent.tail() - segment.start());
        ByteBuffer ends = ByteBuffer.allocate(batch.messages() * Long.BYTES);
        for (long end : MessageEnds.of(extent.tail(), batch)) {
            ends.putLong(end);
        }
        long at = (extent.messages() - segment.before()) * Long.BYTES;
        write(directory.index(stream, segment.start()), ends.flip(), at);
    }

    private void write(Path path, ByteBuffer bytes, long at) throws IOException {
        FileChannel file = file(path);
        dirty.add(path);
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
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

    /** These segments without the first ones, where they were deleted after the list was made. */
    List<Segment> existing(long stream, List<Segment> segments) {
        int first = 0;
        while (first + 1 < segments.size()
                && !Files.exists(directory.data(stream, segments.get(first).start()))) {
            first++;
        }
        return segments.subList(first, segments.size());
    }

    /** Deletes what a stream has in these segments. */
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

    /** The files that were written to since the last time. Whoever takes them has to force them. */
    Set<Path> takeDirty() {
        Set<Path> taken = dirty;
        dirty = new HashSet<>();
        return taken;
    }

    /** Files that could not be forced after all. */
    void giveBack(Set<Path> files) {
        dirty.addAll(files);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : open.values()) {
            file.close();
        }
        open.clear();
    }
}

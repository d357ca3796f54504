package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.files.Segment;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.files.StoreSnapshot;

/** Compares the files of streams with the recovered state, at the start. */
final class StreamFiles {

    private static final System.Logger LOG = System.getLogger(StreamFiles.class.getName());

    private final StoreDirectory directory;

    /** Files that are shorter than the snapshot expects. They can belong to streams that were deleted later. */
    private final Set<Path> tooShort = new HashSet<>();

    StreamFiles(StoreDirectory directory) {
        this.directory = directory;
    }

    /** Looks for the bytes of a snapshot. Called before the journals are replayed, which restore later bytes. */
    void expect(StoreSnapshot snapshot) throws IOException {
        for (StoreSnapshot.Entry entry : snapshot.entries()) {
            StreamState state = entry.image().state();
            DiskExtent extent = new DiskExtent(entry.segments(), state.tail(), state.messages());
            for (int i = 0; i < extent.segments().size(); i++) {
                expect(entry.image().number(), extent, i);
            }
        }
    }

    private void expect(long stream, DiskExtent extent, int segment) throws IOException {
        long start = extent.segments().get(segment).start();
        expect(directory.data(stream, start), extent.endOf(segment) - start);
        expect(directory.index(stream, start), (long) extent.messagesIn(segment) * Long.BYTES);
    }

    private void expect(Path file, long bytes) throws IOException {
        if (size(file) < bytes) {
            tooShort.add(file);
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException missing) {
            return -1;
        }
    }

    /**
     * Rejects incomplete files, and deletes files that belong to no stream: a deletion was interrupted, or a change
     * that was never kept.
     *
     * @param now the state after the journals were replayed
     * @param empty whether there was neither a snapshot nor a journal
     */
    void check(StoreSnapshot now, boolean empty) throws IOException {
        Set<Path> needed = needed(now);
        for (Path file : tooShort) {
            if (needed.contains(file)) {
                throw directory.damaged("the end of " + file.getFileName() + " is missing");
            }
        }
        List<Path> orphans = orphans(needed);
        if (empty && !orphans.isEmpty()) {
            throw directory.damaged("there are files of streams, but neither a snapshot nor a journal");
        }
        for (Path orphan : orphans) {
            Files.delete(orphan);
            LOG.log(System.Logger.Level.DEBUG, () -> orphan + " belonged to no stream, and was deleted");
        }
    }

    private Set<Path> needed(StoreSnapshot now) {
        Set<Path> needed = new HashSet<>();
        for (StoreSnapshot.Entry entry : now.entries()) {
            for (Segment segment : entry.segments()) {
                needed.add(directory.data(entry.image().number(), segment.start()));
                needed.add(directory.index(entry.image().number(), segment.start()));
            }
        }
        return needed;
    }

    private List<Path> orphans(Set<Path> needed) throws IOException {
        Set<Path> orphans = new HashSet<>();
        for (Path folder : directory.folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> !needed.contains(file))
                        .filter(StreamFiles::isOurs)
                        .forEach(orphans::add);
            }
        }
        return List.copyOf(orphans);
    }

    private static boolean isOurs(Path file) {
        return file.getFileName().toString().matches("\\d{1,18}-\\d{1,18}\\.(data|index)");
    }
}

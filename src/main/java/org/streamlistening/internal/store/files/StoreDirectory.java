package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The files of a store:
 *
 * <pre>
 * lock                      locked by the process that uses the store
 * store                     the version of the format, and a secret key
 * journal-N                 the changes, in order; N increases
 * snapshot-N                the state of all streams at the start of journal-N
 * streams/XX/NUMBER-START.data    the bytes of a stream from a position on
 * streams/XX/NUMBER-START.index   the ends of its messages
 * </pre>
 */
public final class StoreDirectory implements AutoCloseable {

    private static final int FOLDERS = 256;

    private final Path root;
    private final StoreLock lock;
    private final long key;
    private final List<Path> folders;

    private StoreDirectory(Path root, StoreLock lock, long key) {
        this.root = root;
        this.lock = lock;
        this.key = key;
        this.folders = IntStream.range(0, FOLDERS)
                .mapToObj(number -> root.resolve("streams").resolve(folder(number)))
                .toList();
    }

    /** @throws IllegalStateException if another process uses it, or it is damaged */
    public static StoreDirectory open(Path root) {
        try {
            make(root.toAbsolutePath());
            StoreLock lock = StoreLock.of(root);
            boolean opened = false;
            try {
                StoreDirectory directory = new StoreDirectory(root, lock, StoreKey.of(root));
                directory.makeFolders();
                opened = true;
                return directory;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException("the stream store " + root + " cannot be used", unusable);
        }
    }

    private static String folder(int number) {
        return String.format(Locale.ROOT, "%02x", number);
    }

    /** Makes a directory and its missing parents durable. */
    private static void make(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(directory)) {
            make(parent);
            Files.createDirectories(directory);
            force(parent);
        }
    }

    private void makeFolders() throws IOException {
        if (!Files.exists(folders.get(FOLDERS - 1))) {
            for (Path folder : folders) {
                Files.createDirectories(folder);
            }
        }
        // At every start: an earlier process can have been killed before this point.
        force(root.resolve("streams"));
        force(root);
    }

    /** The checksum of the frames of a journal. */
    public FrameChecksum checksum(long journal) {
        return new FrameChecksum(key, journal);
    }

    /** The folders with the files of streams. */
    public List<Path> folders() {
        return folders;
    }

    /** The failure of a damaged store. The remedy is the same for each damage. */
    public IllegalStateException damaged(String what) {
        return damaged(root, what);
    }

    static IllegalStateException damaged(Path root, String what) {
        return new IllegalStateException("the stream store " + root + " is damaged: " + what
                + "; put back a copy of the directory, or move it away to begin with an empty one");
    }

    public Path data(long stream, long start) {
        return streamFile(stream, start, "data");
    }

    public Path index(long stream, long start) {
        return streamFile(stream, start, "index");
    }

    private Path streamFile(long stream, long start, String kind) {
        return folders.get((int) (stream % FOLDERS)).resolve(stream + "-" + start + "." + kind);
    }

    public Path journal(long number) {
        return root.resolve("journal-" + number);
    }

    /** An old journal to overwrite: its blocks on the disk are allocated already. */
    public Path spareJournal() {
        return root.resolve("journal.spare");
    }

    public Path snapshot(long number) {
        return root.resolve("snapshot-" + number);
    }

    /** The numbers of the existing journals, the oldest first. */
    public List<Long> journals() throws IOException {
        return numbers("journal-");
    }

    public List<Long> snapshots() throws IOException {
        return numbers("snapshot-");
    }

    private List<Long> numbers(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(prefix + "\\d{1,18}"))
                    .map(name -> Long.valueOf(name.substring(prefix.length())))
                    .sorted()
                    .toList();
        }
    }

    /** Makes the creation, renaming and deletion of files in this directory durable. */
    void force() throws IOException {
        force(root);
    }

    static void force(Path folder) throws IOException {
        try (FileChannel self = FileChannel.open(folder, StandardOpenOption.READ)) {
            self.force(true);
        }
    }

    public long usableSpace() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}

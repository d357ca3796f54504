package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A disk that simulates a loss of power. It records the content of each file at its last {@code force}, and the entries
 * of each directory at the last {@code force} of that directory. Operations on {@link #root()} change the real
 * directory.
 */
public final class ForgetfulDisk implements AutoCloseable {

    private static final int PAGE = 4096;

    private final Path real;
    private final ForgetfulFiles files = new ForgetfulFiles(this);
    /** The content of each file at its last force, by inode. */
    private final Map<Object, byte[]> forced = new HashMap<>();
    /** The entries of each directory at its last force. */
    private final Map<Path, Map<String, Entry>> entries = new HashMap<>();
    /** Open channels of deleted files: the inodes of open files are not reused. */
    private final List<FileChannel> gone = new ArrayList<>();

    private Before beforeForce = path -> {};
    private volatile Runnable beforeEach = () -> {};

    private record Entry(Object inode, boolean directory) {}

    /** Runs before a file or a directory is forced; an exception prevents the force. */
    interface Before {
        void force(Path path) throws IOException;
    }

    /** @param real a directory whose content counts as forced */
    public ForgetfulDisk(Path real) throws IOException {
        this.real = real;
        try (Stream<Path> all = Files.walk(real)) {
            for (Path path : all.toList()) {
                remember(path);
            }
        }
    }

    /** The directory as seen by the code under test. */
    public Path root() {
        return files.wrap(real);
    }

    /** Sets an action that runs before each change, open and force; an exception prevents the operation. */
    public void beforeEach(Runnable action) {
        beforeEach = action;
    }

    synchronized void beforeForce(Before action) {
        beforeForce = action;
    }

    /** Copies the state after a loss of power: forced content, and a random part of the rest. */
    synchronized Path losePower(Path target, Random chance) throws IOException {
        Files.createDirectories(target);
        restore(real, target, chance);
        return target;
    }

    /** The same disk after a kill of the process that used it: nothing is lost, and nothing more is forced. */
    synchronized ForgetfulDisk afterKill(Path target) throws IOException {
        Files.createDirectories(target);
        Map<Object, Object> inodes = new HashMap<>();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(real)) {
            all = walk.toList();
        }
        for (Path path : all) {
            Path copy = target.resolve(real.relativize(path));
            if (!path.equals(real)) {
                Files.copy(path, copy);
            }
            inodes.put(inode(path), inode(copy));
        }
        ForgetfulDisk disk = new ForgetfulDisk(target);
        disk.forced.clear();
        disk.entries.clear();
        forced.forEach((inode, bytes) -> disk.forced.put(inodes.getOrDefault(inode, inode), bytes));
        entries.forEach((path, known) -> {
            Map<String, Entry> copied = new TreeMap<>();
            known.forEach((name, entry) ->
                    copied.put(name, new Entry(inodes.getOrDefault(entry.inode, entry.inode), entry.directory)));
            disk.entries.put(target.resolve(real.relativize(path)), copied);
        });
        return disk;
    }

    private void restore(Path from, Path to, Random chance) throws IOException {
        Map<String, Entry> known = entries.getOrDefault(from, Map.of());
        Map<String, Entry> now = list(from);
        Map<String, Entry> left = chance.nextBoolean() ? known : now;
        for (Map.Entry<String, Entry> entry : left.entrySet()) {
            Path copy = to.resolve(entry.getKey());
            if (entry.getValue().directory) {
                Files.createDirectory(copy);
                restore(from.resolve(entry.getKey()), copy, chance);
            } else {
                byte[] safe = forced.getOrDefault(entry.getValue().inode, new byte[0]);
                boolean isThere = entry.getValue().equals(now.get(entry.getKey()));
                byte[] current = isThere ? Files.readAllBytes(from.resolve(entry.getKey())) : safe;
                Files.write(copy, mixed(safe, current, chance));
            }
        }
    }

    /** The system has written some pages without a force. */
    private static byte[] mixed(byte[] safe, byte[] current, Random chance) {
        if (chance.nextInt(4) == 0) {
            return safe;
        }
        byte[] mixed = Arrays.copyOf(safe, chance.nextBoolean() ? safe.length : current.length);
        for (int at = 0; at < Math.min(mixed.length, current.length); at += PAGE) {
            if (chance.nextBoolean()) {
                int length = Math.min(PAGE, Math.min(mixed.length, current.length) - at);
                System.arraycopy(current, at, mixed, at, length);
            }
        }
        return mixed;
    }

    void opens() {
        beforeEach.run();
    }

    FileChannel open(Path path, FileChannel channel, boolean isNew) throws IOException {
        synchronized (this) {
            if (isNew) {
                forced.remove(inode(path));
            }
        }
        return new ForgetfulChannel(this, path, channel);
    }

    /** Runs an operation, which is atomic with respect to a loss of power. */
    <T> T done(Operation<T> operation) throws IOException {
        beforeEach.run();
        synchronized (this) {
            return operation.run();
        }
    }

    /** An operation on the disk. */
    interface Operation<T> {
        T run() throws IOException;
    }

    void force(Path path, FileChannel channel) throws IOException {
        beforeEach.run();
        Before before;
        synchronized (this) {
            before = beforeForce;
        }
        before.force(path);
        synchronized (this) {
            if (Files.isDirectory(path)) {
                entries.put(path, list(path));
            } else {
                ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
                try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
                    while (bytes.hasRemaining() && reading.read(bytes) >= 0) {
                        // All of it.
                    }
                }
                forced.put(inode(path), bytes.array());
            }
        }
    }

    /** Prepares for the deletion of a file. */
    synchronized void goes(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            gone.add(FileChannel.open(path, StandardOpenOption.READ));
        }
    }

    private void remember(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            entries.put(path, list(path));
        } else {
            forced.put(inode(path), Files.readAllBytes(path));
        }
    }

    private static Map<String, Entry> list(Path directory) throws IOException {
        Map<String, Entry> names = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path path : all.toList()) {
                names.put(path.getFileName().toString(), new Entry(inode(path), Files.isDirectory(path)));
            }
        }
        return names;
    }

    private static Object inode(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        for (FileChannel channel : gone) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}

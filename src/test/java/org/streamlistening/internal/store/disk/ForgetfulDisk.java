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
 * A disk that knows what of a directory would be left if the power failed: of a file what it was when it was forced last,
 * and which files there are as of when their directory was. What is done to {@link #root()} is done to the real
 * directory.
 */
public final class ForgetfulDisk implements AutoCloseable {

    private static final int PAGE = 4096;

    private final Path real;
    private final ForgetfulFiles files = new ForgetfulFiles(this);
    /** What each file is for certain, by its inode. */
    private final Map<Object, byte[]> forced = new HashMap<>();
    /** What is in each directory for certain: inodes, and null for directories. */
    private final Map<Path, Map<String, Entry>> entries = new HashMap<>();
    /** Keeps the inodes of files that are gone from being used again. */
    private final List<FileChannel> gone = new ArrayList<>();

    private Before beforeForce = path -> {};
    private volatile Runnable beforeEach = () -> {};

    private record Entry(Object inode, boolean directory) {}

    /** Is called before a file or a directory is forced, and may throw instead. */
    interface Before {
        void force(Path path) throws IOException;
    }

    /** @param real a directory that is safe, with all that is in it */
    public ForgetfulDisk(Path real) throws IOException {
        this.real = real;
        try (Stream<Path> all = Files.walk(real)) {
            for (Path path : all.toList()) {
                remember(path);
            }
        }
    }

    /** The directory, to those who are not to notice. */
    public Path root() {
        return files.wrap(real);
    }

    /** Is called before anything is changed, opened or forced, and may throw instead. */
    public void beforeEach(Runnable action) {
        beforeEach = action;
    }

    synchronized void beforeForce(Before action) {
        beforeForce = action;
    }

    /** What there is after a loss of power: of what was not forced, whatever chance left of it. */
    synchronized Path losePower(Path target, Random chance) throws IOException {
        Files.createDirectories(target);
        restore(real, target, chance);
        return target;
    }

    /** The same disk after the process that used it was killed: nothing is lost, and nothing more is safe. */
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

    /** Some pages got to the disk by themselves. */
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

    /** Something is done to the disk, at one moment as seen by who takes its power. */
    <T> T done(Doing<T> something) throws IOException {
        beforeEach.run();
        synchronized (this) {
            return something.done();
        }
    }

    /** Something that is done. */
    interface Doing<T> {
        T done() throws IOException;
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

    /** A file is about to be no more, as far as the living know. */
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

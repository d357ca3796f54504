package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.stream.Stream;

/** The file that identifies a directory as a store: the version of the format, and a secret key. */
public final class StoreKey {

    private static final String NAME = "store";
    private static final long VERSION = 1;
    private static final int SIZE = 2 * Long.BYTES + Integer.BYTES;

    private StoreKey() {}

    /** The key of the store in a directory. Initialises an empty directory. */
    public static long of(Path root) throws IOException {
        Path path = root.resolve(NAME);
        if (!Files.exists(path)) {
            begin(root, path);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        if (file.remaining() != SIZE || file.getInt(2 * Long.BYTES) != checksum(file)) {
            throw StoreDirectory.damaged(root, "the file " + NAME + " is not whole");
        }
        if (file.getLong(0) != VERSION) {
            throw new IllegalStateException("the stream store " + root + " was made by another version of this server");
        }
        return file.getLong(Long.BYTES);
    }

    private static int checksum(ByteBuffer file) {
        return new FrameChecksum(0, 0).of(file.slice(0, 2 * Long.BYTES));
    }

    private static void begin(Path root, Path path) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            if (files.anyMatch(file -> file.getFileName().toString().matches("(journal|snapshot)-\\d+"))) {
                throw StoreDirectory.damaged(root, "the file " + NAME + " is missing");
            }
        }
        ByteBuffer file = ByteBuffer.allocate(SIZE);
        file.putLong(VERSION).putLong(new SecureRandom().nextLong());
        file.putInt(checksum(file)).flip();
        Path unfinished = root.resolve(NAME + ".unfinished");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            while (file.hasRemaining()) {
                channel.write(file);
            }
            channel.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        StoreDirectory.force(root);
    }
}

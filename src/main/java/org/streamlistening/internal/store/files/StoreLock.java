package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Locks a directory, so that one server uses it at a time, of this process or of another one. */
final class StoreLock implements AutoCloseable {

    /** A system property, since all applications of a process share those. */
    private static final String CLAIM = "org.streamlistening.server.store.";

    private final String claim;
    private final FileChannel file;

    private StoreLock(String claim, FileChannel file) {
        this.claim = claim;
        this.file = file;
    }

    /** @throws IllegalStateException if another server has the lock */
    static StoreLock of(Path root) throws IOException {
        String claim = CLAIM + root.toRealPath();
        // Before the file is opened: on POSIX systems, closing a file releases every lock of the process on it.
        if (System.getProperties().putIfAbsent(claim, "in use") != null) {
            throw inUse(root);
        }
        boolean locked = false;
        try {
            FileChannel file =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = lock(file);
            if (!locked) {
                throw inUse(root);
            }
            return new StoreLock(claim, file);
        } finally {
            if (!locked) {
                System.getProperties().remove(claim);
            }
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        boolean locked = false;
        try {
            FileLock lock = file.tryLock();
            locked = lock != null;
            return locked;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        } finally {
            if (!locked) {
                file.close();
            }
        }
    }

    private static IllegalStateException inUse(Path root) {
        return new IllegalStateException(
                "the stream store " + root + " is in use: two servers cannot share one directory");
    }

    /** Releases the lock once: another server can have it afterwards. */
    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.close();
            System.getProperties().remove(claim);
        }
    }
}

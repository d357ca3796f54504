package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Sees to it that a directory belongs to one server at a time, of this process or of any other one. */
final class StoreLock implements AutoCloseable {

    /** Among the system's properties, which all applications of a process have in common. */
    private static final String CLAIM = "org.streamlistening.server.store.";

    private final String claim;
    private final FileChannel file;

    private StoreLock(String claim, FileChannel file) {
        this.claim = claim;
        this.file = file;
    }

    /** @throws IllegalStateException if somebody has it */
    static StoreLock of(Path root) throws IOException {
        String claim = CLAIM + root.toRealPath();
        // Before the file is opened: on POSIX systems, closing it again lets go of every lock that the process has on
        // it.
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

    /** Lets go of it, once: somebody else may have it afterwards. */
    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.close();
            System.getProperties().remove(claim);
        }
    }
}

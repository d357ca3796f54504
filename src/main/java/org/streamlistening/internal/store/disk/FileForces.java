package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * Forces many files, several at a time. A file system with a journal of its own, such as ext4, commits the forces that
 * wait together in one step: four threads force small files about ten times as fast as one. More threads save little
 * time, and delay the forces of the journal.
 *
 * <p>For the thread of a checkpoint; any thread can end it.
 */
final class FileForces {

    private static final System.Logger LOG = System.getLogger(FileForces.class.getName());

    /** The most files that are forced at a time. Each needs a thread and an open file. */
    static final int AT_A_TIME = 4;

    /** Fewer files are not worth another thread. */
    private static final int FILES_PER_THREAD = 4;

    private final ServerThreads threads;
    private volatile boolean trusted = true;
    private volatile boolean ended;

    FileForces(ServerThreads threads) {
        this.threads = threads;
    }

    /** Whether no call to force a file has failed. */
    boolean areTrusted() {
        return trusted;
    }

    /** The files that are being forced are the last ones. */
    void end() {
        ended = true;
    }

    /**
     * Returns after the last thread has ended.
     *
     * @return whether all files were forced; false after {@link #end}
     * @throws IOException the first failure; no further file was forced after it
     */
    boolean run(Collection<Path> files, OpenOption how) throws IOException {
        Run run = new Run(files, how);
        @Nullable Thread[] helpers = new @Nullable Thread[Math.min(AT_A_TIME - 1, files.size() / FILES_PER_THREAD)];
        start(helpers, run);
        run.run();
        for (@Nullable Thread helper : helpers) {
            if (helper != null) {
                Checkpoints.awaitEnd(helper);
            }
        }
        Throwable failure = run.failure.get();
        if (failure != null) {
            throw new IOException("a file of a stream could not be forced", failure);
        }
        return !ended;
    }

    private void start(@Nullable Thread[] helpers, Runnable run) {
        try {
            for (int i = 0; i < helpers.length; i++) {
                helpers[i] = threads.start("durable-streams-checkpoint", run);
            }
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.DEBUG, "no further thread: a checkpoint takes longer", failure);
        }
    }

    /** The work of each thread: forces the next file until none is left. */
    private final class Run implements Runnable {

        private final Queue<Path> left;
        private final OpenOption how;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Run(Collection<Path> files, OpenOption how) {
            this.left = new ConcurrentLinkedQueue<>(files);
            this.how = how;
        }

        @Override
        public void run() {
            try {
                Path next = left.poll();
                while (next != null && failure.get() == null && !ended) {
                    force(next, how);
                    next = left.poll();
                }
            } catch (IOException | RuntimeException | Error first) {
                failure.compareAndSet(null, first);
            }
        }
    }

    private void force(Path path, OpenOption how) throws IOException {
        try (FileChannel file = FileChannel.open(path, how)) {
            force(file);
        } catch (NoSuchFileException deleted) {
            LOG.log(System.Logger.Level.DEBUG, "a stream was deleted before its file was forced", deleted);
        }
    }

    private void force(FileChannel file) throws IOException {
        boolean forced = false;
        try {
            file.force(true);
            forced = true;
        } finally {
            if (!forced) {
                trusted = false;
            }
        }
    }
}

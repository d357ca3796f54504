package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.files.StoreSnapshot;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * Makes the files of streams durable, so that old journals are no longer needed. A checkpoint runs beside the commits,
 * one at a time.
 */
final class Checkpoints {

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final StoreDirectory directory;
    private final long journalBytes;
    private final ServerThreads threads;
    private final AtomicBoolean running = new AtomicBoolean();
    /** The files that earlier checkpoints did not force; published by {@link #running}. */
    private Set<Path> left = Set.of();

    private final FileForces forces;
    private volatile @Nullable Thread thread;

    Checkpoints(StoreDirectory directory, long journalBytes, ServerThreads threads) {
        this.directory = directory;
        this.journalBytes = journalBytes;
        this.threads = threads;
        this.forces = new FileForces(threads);
    }

    /**
     * Continues in a new journal, and starts to make the changes of the old ones durable in the files of streams.
     * Called by the thread of the journal. Does nothing if a checkpoint is running, or if the files can no longer be
     * trusted.
     *
     * @param images the state of all streams after the last committed change
     */
    void begin(Journal journal, DiskStreams streams, Supplier<List<StreamImage>> images) throws IOException {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            StoreSnapshot snapshot = streams.snapshot(images.get());
            Set<Path> dirty = new HashSet<>(left);
            dirty.addAll(streams.files().dirty());
            left = dirty;
            streams.files().forgetDirty();
            journal.roll();
            long number = journal.number();
            thread = threads.start("durable-streams-checkpoint", () -> finish(snapshot, number));
        } catch (IOException | RuntimeException | Error failure) {
            // Without memory or a thread, for example: the next checkpoint does the work.
            running.set(false);
            throw failure;
        }
    }

    /**
     * Ends a running checkpoint, and waits for its end: no other server may use the directory before. Files that it has
     * not forced are restored from the journals at the next start.
     */
    void close() {
        forces.end();
        Thread last = thread;
        if (last != null) {
            awaitEnd(last);
        }
    }

    private void finish(StoreSnapshot snapshot, long number) {
        try {
            if (forced(left)) {
                left = Set.of();
                snapshot.write(directory, number);
                deleteBefore(number);
            }
        } catch (IOException | RuntimeException | Error failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the stream store " + directory
                            + " keeps its journals, since a checkpoint failed; it is tried again "
                            + (forces.areTrusted() ? "later" : "at the next start"),
                    failure);
        } finally {
            // After a failed write, the system can treat the page as written: forcing the file again would prove
            // nothing.
            // There is no further checkpoint in this run, and the next start writes the files again from the journals.
            running.set(!forces.areTrusted());
        }
    }

    /** @return whether all files were forced; false if the store is about to end */
    private boolean forced(Set<Path> files) throws IOException {
        // The existence of the files must be durable as well.
        Set<Path> folders = files.stream().map(Path::getParent).collect(Collectors.toSet());
        return forces.run(files, StandardOpenOption.WRITE) && forces.run(folders, StandardOpenOption.READ);
    }

    /** Keeps an old journal for reuse, unless it grew too large while the disk was slow. */
    private void recycle(Path journal) throws IOException {
        if (Files.size(journal) > 2 * journalBytes) {
            Files.delete(journal);
        } else {
            Files.move(journal, directory.spareJournal(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void deleteBefore(long number) throws IOException {
        for (long old : directory.snapshots()) {
            if (old < number) {
                Files.delete(directory.snapshot(old));
            }
        }
        for (long old : directory.journals()) {
            if (old < number) {
                recycle(directory.journal(old));
            }
        }
    }

    /** Waits until a thread has ended, in spite of interrupts: no other server may use the directory before. */
    static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException hurry) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

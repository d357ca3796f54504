package org.streamlistening.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes safe what is only in the journal so far, beside the ongoing work, so that the journal can end. One at a time.
 */
final class Checkpoints {

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final StoreDirectory directory;
    private final long journalBytes;
    private final ServerThreads threads;
    private final CommitQueue queue;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean closing;

    Checkpoints(StoreDirectory directory, long journalBytes, ServerThreads threads, CommitQueue queue) {
        this.directory = directory;
        this.journalBytes = journalBytes;
        this.threads = threads;
        this.queue = queue;
    }

    /**
     * On the journal's thread: goes on in a new journal, and begins to make safe what is in the old ones.
     *
     * @return whether it began: not if another one is under way
     */
    boolean begin(Journal journal, DiskStreams streams) throws IOException {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        Snapshot snapshot = streams.snapshot();
        Set<Path> dirty = streams.files().takeDirty();
        try {
            journal.roll();
        } catch (IOException failure) {
            streams.files().giveBack(dirty);
            running.set(false);
            throw failure;
        }
        long number = journal.number();
        thread = threads.start("durable-streams-checkpoint", () -> finish(snapshot, number, dirty, streams));
        return true;
    }

    /**
     * Ends the one that is under way, and waits until it has: nobody else may use the directory before. What it has not
     * made safe is in the journals still, for the next start.
     */
    void close() throws InterruptedException {
        closing = true;
        Thread last = thread;
        if (last != null) {
            last.join();
        }
    }

    private void finish(Snapshot snapshot, long number, Set<Path> dirty, DiskStreams streams) {
        try {
            if (forced(dirty)) {
                snapshot.write(directory, number);
                deleteBefore(number);
            }
        } catch (IOException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the stream store " + directory + " keeps its journals, since what they are for could not be"
                            + " made safe in other ways; it is tried again later",
                    failure);
            queue.later(() -> streams.files().giveBack(dirty));
        } finally {
            running.set(false);
        }
    }

    /** @return whether all of them were: not if the store is about to end */
    private boolean forced(Set<Path> files) throws IOException {
        for (Path file : files) {
            if (closing) {
                return false;
            }
            force(file);
        }
        // That a file is there has to survive as well.
        for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
            StoreDirectory.force(folder);
        }
        return true;
    }

    private static void force(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        } catch (NoSuchFileException deleted) {
            LOG.log(System.Logger.Level.DEBUG, "a stream went before it was made safe", deleted);
        }
    }

    /** To be written over; one that grew beyond measure while the disk was slow gives its place back. */
    private void putAside(Path journal) throws IOException {
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
                putAside(directory.journal(old));
            }
        }
    }
}

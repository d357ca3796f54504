package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.files.StoreSnapshot;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * Makes safe what is only in the journal so far, beside the ongoing work, so that the journal can end. One at a time.
 */
final class Checkpoints {

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final StoreDirectory directory;
    private final long journalBytes;
    private final ServerThreads threads;
    private final AtomicBoolean running = new AtomicBoolean();
    /** What an earlier one was to make safe and did not; handed over by {@link #running}. */
    private Set<Path> left = Set.of();
    /** Whether every file that was to be forced was; handed over in the same way. */
    private boolean trusted = true;

    private volatile @Nullable Thread thread;
    private volatile boolean closing;

    Checkpoints(StoreDirectory directory, long journalBytes, ServerThreads threads) {
        this.directory = directory;
        this.journalBytes = journalBytes;
        this.threads = threads;
    }

    /**
     * On the journal's thread: goes on in a new journal, and begins to make safe what is in the old ones.
     *
     * <p>Does nothing if another one is under way, or if the files cannot be trusted any more.
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
            // What there is no memory or no thread for now is done by the next one.
            running.set(false);
            throw failure;
        }
    }

    /**
     * Ends the one that is under way, and waits until it has: nobody else may use the directory before. What it has not
     * made safe is in the journals still, for the next start.
     */
    void close() {
        closing = true;
        Thread last = thread;
        if (last != null) {
            DiskStore.awaitEnd(last);
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
                    "the stream store " + directory + " keeps its journals, since what they are for could not be"
                            + " made safe in other ways; it is tried again "
                            + (trusted ? "later" : "at the next start"),
                    failure);
        } finally {
            // A system that failed to write a page takes it for written: to force the file again would prove nothing.
            // So there is no other one in this run, and the next start writes the files again, out of the journals.
            running.set(!trusted);
        }
    }

    /** @return whether all of them were: not if the store is about to end */
    private boolean forced(Set<Path> files) throws IOException {
        for (Path file : files) {
            if (closing) {
                return false;
            }
            force(file, StandardOpenOption.WRITE);
        }
        // That a file is there has to survive as well.
        for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
            force(folder, StandardOpenOption.READ);
        }
        return true;
    }

    private void force(Path path, OpenOption how) throws IOException {
        try (FileChannel file = FileChannel.open(path, how)) {
            trusted = false;
            file.force(true);
            trusted = true;
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

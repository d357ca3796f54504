package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.store.RetriedStep;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.disk.CommitQueue.Pending;
import org.streamlistening.internal.store.files.ChangeCodec;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.RecordWriter;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.threads.ReaderNotifier;

/**
 * The journal's thread: takes what waits, writes all of it, makes it safe with one call to the disk, and tells everybody.
 * What cannot be written is refused, and tried again with the next change: reading goes on meanwhile.
 */
final class DiskWriter implements Runnable {

    private static final System.Logger LOG = System.getLogger(DiskWriter.class.getName());
    /** Longer ones are given back at once; a disk with less room than that is full. */
    private static final int LARGE_RECORD = 8 << 20;

    /** A checkpoint that failed is tried again after so many parts of a journal's length. */
    private static final int RETRIED_CHECKPOINTS = 8;

    private final StoreDirectory directory;
    private final DiskOptions options;
    private final DiskStreams streams;
    private final CommitQueue queue;
    private final ReaderNotifier telling;
    private final Checkpoints checkpoints;
    private final Journal journal;
    private @Nullable RecordWriter records;
    /** A file that failed once is not trusted again. */
    private boolean needsNewJournal;
    /** How long the journal may be before the next checkpoint is tried. */
    private long checkpointAt;

    private volatile StoreHealth health = StoreHealth.WRITABLE;
    /** What is being committed. */
    private List<Pending> inHand = List.of();
    /** How many of those are known to be kept by their streams. */
    private int kept;

    DiskWriter(
            StoreDirectory directory,
            DiskOptions options,
            DiskStreams streams,
            CommitQueue queue,
            ReaderNotifier telling,
            Checkpoints checkpoints,
            Journal journal) {
        this.directory = directory;
        this.options = options;
        this.streams = streams;
        this.queue = queue;
        this.telling = telling;
        this.checkpoints = checkpoints;
        this.journal = journal;
        this.checkpointAt = options.journalBytes();
    }

    StoreHealth health() {
        return health;
    }

    /** Before the thread runs: goes on in a new journal. Where none can be written, what is there is read all the same. */
    void begin() {
        try {
            checkpoints.begin(journal, streams);
        } catch (IOException failure) {
            needsNewJournal = true;
            warn(failure);
        }
    }

    @Override
    public void run() {
        try {
            while (!queue.isDone()) {
                step();
            }
            streams.files().close();
            journal.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "the stream store " + directory + " could not be closed", failure);
        } catch (RuntimeException | Error fault) {
            health = StoreHealth.ENDED;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the stream store " + directory + " takes no more changes, since one could not be finished; what it"
                            + " has is read and is safe; restart the application, with more memory if that was short",
                    fault);
        } finally {
            queue.close();
            end();
        }
    }

    /** What is in hand after a fault may be done, or not; each caller gets an answer all the same. */
    private void end() {
        List<Pending> left = inHand;
        StoreException reason = StoreException.unavailable("the server has ended");
        for (int i = left.size() - 1; i >= kept; i--) {
            left.get(i).outcome().failed(reason);
        }
        tell(left);
        List<Pending> waiting = queue.refuse(reason, List.of());
        for (int i = waiting.size() - 1; i >= 0; i--) {
            waiting.get(i).outcome().failed(reason);
        }
        tell(waiting);
    }

    private void step() throws InterruptedException {
        kept = 0;
        inHand = take();
        if (!inHand.isEmpty()) {
            commit();
        }
        inHand = List.of();
        if (journal.size() > checkpointAt) {
            checkpoint();
        }
    }

    private List<Pending> take() throws InterruptedException {
        try {
            return queue.take();
        } catch (RuntimeException | Error failure) {
            // Nothing was taken out.
            freeMemory();
            LOG.log(System.Logger.Level.DEBUG, "no memory to take changes with; the next step tries again", failure);
            return List.of();
        }
    }

    private void checkpoint() {
        try {
            checkpoints.begin(journal, streams);
            checkpointAt = options.journalBytes();
        } catch (IOException | RuntimeException | Error failure) {
            needsNewJournal = true;
            if (!(failure instanceof IOException)) {
                freeMemory();
                checkpointAt = journal.size() + options.journalBytes() / RETRIED_CHECKPOINTS;
            }
            LOG.log(System.Logger.Level.DEBUG, "no new journal yet; a later change tries again, and tells", failure);
        }
    }

    /** Gives back what there is for speed alone. */
    private void freeMemory() {
        records = null;
        streams.freeMemory();
    }

    private void commit() {
        try {
            write(inHand);
        } catch (IOException | RuntimeException | Error failure) {
            // A fault of ours as well: no caller may wait for an answer that never comes.
            refuse(failure);
            return;
        }
        // It is on the disk: whatever fails from here on must not take it back.
        if (health == StoreHealth.REFUSING) {
            health = StoreHealth.WRITABLE;
            LOG.log(System.Logger.Level.WARNING, "the stream store " + directory + " can be written again");
        }
        insist(streams::keep);
        for (Pending pending : inHand) {
            insist(() -> keep(pending.change()));
            insist(pending.outcome()::kept);
            kept++;
        }
        tell(inHand);
    }

    private void insist(Runnable step) {
        RetriedStep.run(step, this::freeMemory);
    }

    private void write(List<Pending> batch) throws IOException {
        if (needsNewJournal) {
            journal.roll();
            needsNewJournal = false;
            checkpointAt = options.journalBytes();
        }
        RecordWriter out = records == null ? new RecordWriter() : records;
        records = out;
        Journal.begin(out);
        for (Pending pending : batch) {
            streams.stage(pending.change());
            ChangeCodec.write(out, pending.change());
        }
        streams.writeStaged();
        journal.append(out);
        if (out.size() > LARGE_RECORD) {
            records = null;
        }
    }

    private void keep(StreamChange change) {
        try {
            streams.keep(change);
        } catch (IOException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "files of a stream that is gone could not be deleted in " + directory,
                    failure);
        }
    }

    private void refuse(Throwable failure) {
        if (failure instanceof Error) {
            freeMemory();
        }
        warn(failure);
        refuseAll(reason(failure));
    }

    private StoreException reason(Throwable failure) {
        if (failure instanceof Error) {
            return StoreException.unavailable("the server is short of memory");
        }
        return isFull() ? StoreException.full("the disk is full") : StoreException.unavailable("the disk has failed");
    }

    private void warn(Throwable failure) {
        if (health == StoreHealth.REFUSING) {
            return;
        }
        health = StoreHealth.REFUSING;
        String remedy = failure instanceof Error
                ? "give the server more memory (-Xmx), or find what takes it ("
                : "free some space, or give the server back its rights there (";
        LOG.log(
                System.Logger.Level.WARNING,
                "the stream store " + directory + " cannot be written: nothing is taken until it can; " + remedy
                        + failure + ")",
                // What the disk says is all there is to know; a fault of ours has a place.
                failure instanceof IOException ? null : failure);
    }

    private void refuseAll(StoreException reason) {
        insist(() -> inHand = queue.refuse(reason, inHand));
        insist(this::undo);
        // The newest first: each of them puts back what it found.
        for (int i = inHand.size() - 1; i >= 0; i--) {
            inHand.get(i).outcome().failed(reason);
        }
        kept = inHand.size();
        insist(this::discard);
        queue.takeAgain();
        tell(inHand);
    }

    private void undo() {
        try {
            streams.undo();
        } catch (IOException failure) {
            // The warning is out already; what belongs to no stream is deleted at the next start.
            LOG.log(System.Logger.Level.DEBUG, "files of what was refused are left", failure);
        }
    }

    private void discard() {
        needsNewJournal = true;
        try {
            journal.discardLast();
        } catch (IOException failure) {
            // The warning is out already; what is left of the records is cut at the next start or never read.
            LOG.log(System.Logger.Level.DEBUG, "the last records are left in the journal", failure);
        }
    }

    private boolean isFull() {
        try {
            return directory.usableSpace() < LARGE_RECORD;
        } catch (IOException unknown) {
            LOG.log(System.Logger.Level.DEBUG, "nobody knows how full the disk is", unknown);
            return false;
        }
    }

    /** Out of this thread, which has to look after the disk; in it, if there is no memory for that. */
    private void tell(List<Pending> batch) {
        try {
            telling.wake(batch.stream()
                    .map(pending -> (Runnable) pending.outcome()::told)
                    .toList());
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.DEBUG, "callers are told by the journal's thread", failure);
            batch.forEach(DiskWriter::tell);
        }
    }

    private static void tell(Pending pending) {
        try {
            pending.outcome().told();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a caller could not be told what became of its change", failure);
        }
    }
}

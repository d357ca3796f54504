package org.streamlistening.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.streamlistening.server.CommitQueue.Pending;

/**
 * The journal's thread: takes what waits, writes all of it, makes it safe with one call to the disk, and tells everybody.
 * What cannot be written is refused, and tried again with the next change: reading goes on meanwhile.
 */
final class DiskWriter implements Runnable {

    private static final System.Logger LOG = System.getLogger(DiskWriter.class.getName());
    private static final int LARGE_RECORD = 8 << 20;

    private final StoreDirectory directory;
    private final DiskOptions options;
    private final DiskStreams streams;
    private final CommitQueue queue;
    private final Waking telling;
    private final Checkpoints checkpoints;
    private final Journal journal;
    private RecordWriter records = new RecordWriter();
    /** A file that failed once is not trusted again. */
    private boolean needsNewJournal;

    private boolean broken;
    /** What is being committed. */
    private List<Pending> inHand = List.of();

    DiskWriter(
            StoreDirectory directory,
            DiskOptions options,
            DiskStreams streams,
            CommitQueue queue,
            Waking telling,
            Checkpoints checkpoints,
            Journal journal) {
        this.directory = directory;
        this.options = options;
        this.streams = streams;
        this.queue = queue;
        this.telling = telling;
        this.checkpoints = checkpoints;
        this.journal = journal;
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
        } finally {
            queue.close();
            // After a fault that ends this thread it may be done, or not; somebody waits for an answer all the same.
            refuseAll(inHand, Refusal.unavailable("the server has ended"));
        }
    }

    private void step() throws InterruptedException {
        inHand = queue.take();
        if (!inHand.isEmpty()) {
            commit(inHand);
        }
        inHand = List.of();
        if (journal.size() > options.journalBytes()) {
            checkpoint();
        }
    }

    private void checkpoint() {
        try {
            checkpoints.begin(journal, streams);
        } catch (IOException failure) {
            needsNewJournal = true;
            LOG.log(System.Logger.Level.DEBUG, "no new journal yet; the next change tries again, and tells", failure);
        }
    }

    private void commit(List<Pending> batch) {
        try {
            write(batch);
        } catch (IOException | RuntimeException failure) {
            // A fault of ours as well: nobody may wait for an answer that never comes.
            refuse(batch, failure);
            return;
        }
        if (broken) {
            broken = false;
            LOG.log(System.Logger.Level.WARNING, "the stream store " + directory + " can be written again");
        }
        streams.keep();
        for (Pending pending : batch) {
            keep(pending);
        }
        tell(batch);
    }

    private void write(List<Pending> batch) throws IOException {
        if (needsNewJournal) {
            journal.roll();
            needsNewJournal = false;
        }
        records = records.size() > LARGE_RECORD ? new RecordWriter() : records;
        Journal.begin(records);
        for (Pending pending : batch) {
            streams.stage(pending.change());
            ChangeCodec.write(records, pending.change());
        }
        streams.writeStaged();
        journal.append(records);
    }

    private void keep(Pending pending) {
        try {
            streams.keep(pending.change());
        } catch (IOException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "files of a stream that is gone could not be deleted in " + directory,
                    failure);
        }
        pending.outcome().kept();
    }

    private void refuse(List<Pending> batch, Exception failure) {
        warn(failure);
        Refusal reason = isFull() ? new Refusal(507, "the disk is full") : Refusal.unavailable("the disk has failed");
        refuseAll(batch, reason);
    }

    private void warn(Exception failure) {
        if (!broken) {
            broken = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the stream store " + directory + " cannot be written: nothing is taken until it can;"
                            + " free some space, or give the server back its rights there (" + failure + ")",
                    // What the disk says is all there is to know; a fault of ours has a place.
                    failure instanceof IOException ? null : failure);
        }
    }

    private void refuseAll(List<Pending> batch, Refusal reason) {
        List<Pending> refused = new ArrayList<>(batch);
        refused.addAll(queue.refuse(reason));
        undo();
        Collections.reverse(refused);
        refused.forEach(pending -> pending.outcome().failed(reason));
        discard();
        queue.takeAgain();
        tell(refused);
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

    /** Out of this thread, which has to look after the disk. */
    private void tell(List<Pending> batch) {
        telling.wake(batch.stream()
                .map(pending -> (Runnable) pending.outcome()::told)
                .toList());
    }
}

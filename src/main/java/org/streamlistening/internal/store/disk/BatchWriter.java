package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.disk.CommitQueue.Pending;
import org.streamlistening.internal.store.files.ChangeCodec;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.RecordWriter;

/** Writes batches of changes to the journal, and starts checkpoints. For the thread of the journal. */
final class BatchWriter {

    private static final System.Logger LOG = System.getLogger(BatchWriter.class.getName());

    /** The memory of a longer batch is freed at once. */
    private static final int LARGE_BATCH = 8 << 20;

    /** A checkpoint that failed is tried again after this part of the length of a journal. */
    private static final int RETRIED_CHECKPOINTS = 8;

    private final DiskStreams streams;
    private final Checkpoints checkpoints;
    private final Journal journal;
    private final long journalBytes;
    private @Nullable RecordWriter records;
    /** A file that failed once is not trusted again. */
    private boolean needsNewJournal;
    /** The length of the journal at which the next checkpoint is tried. */
    private long checkpointAt;

    BatchWriter(DiskStreams streams, Checkpoints checkpoints, Journal journal, long journalBytes) {
        this.streams = streams;
        this.checkpoints = checkpoints;
        this.journal = journal;
        this.journalBytes = journalBytes;
        this.checkpointAt = journalBytes;
    }

    /** Continues in a new journal after recovery. After a failure, the store can be read all the same. */
    void begin(List<StreamImage> images) throws IOException {
        try {
            checkpoints.begin(journal, streams, () -> images);
        } catch (IOException failure) {
            needsNewJournal = true;
            throw failure;
        }
    }

    /** Writes a batch, and makes it durable with one call to the disk. */
    void write(List<Pending> batch) throws IOException {
        if (needsNewJournal) {
            journal.roll();
            needsNewJournal = false;
            checkpointAt = journalBytes;
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
        if (out.size() > LARGE_BATCH) {
            records = null;
        }
    }

    /** Undoes a batch that was not written completely. */
    void undo() {
        try {
            streams.undo();
        } catch (IOException failure) {
            // The warning is logged already; files that belong to no stream are deleted at the next start.
            LOG.log(System.Logger.Level.DEBUG, "files of a rejected change are left", failure);
        }
    }

    /** Invalidates a batch that was not written completely. */
    void discard() {
        needsNewJournal = true;
        try {
            journal.discardLast();
        } catch (IOException failure) {
            // The warning is logged already; the rest of the records is cut at the next start or never read.
            LOG.log(System.Logger.Level.DEBUG, "the last records are left in the journal", failure);
        }
    }

    /** Starts a checkpoint if the journal is long enough. */
    void checkpoint(Supplier<List<StreamImage>> images) {
        if (journal.size() <= checkpointAt) {
            return;
        }
        try {
            checkpoints.begin(journal, streams, images);
            checkpointAt = journalBytes;
        } catch (IOException | RuntimeException | Error failure) {
            needsNewJournal = true;
            if (!(failure instanceof IOException)) {
                freeMemory();
                checkpointAt = journal.size() + journalBytes / RETRIED_CHECKPOINTS;
            }
            LOG.log(System.Logger.Level.DEBUG, "no new journal yet; a later change tries again", failure);
        }
    }

    /** Frees the memory that only speeds the store up. */
    void freeMemory() {
        records = null;
        streams.freeMemory();
    }

    void close() throws IOException {
        streams.files().close();
        journal.close();
    }
}

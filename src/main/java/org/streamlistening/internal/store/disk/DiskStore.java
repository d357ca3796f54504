package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * Keeps streams in a directory. A change is acknowledged after it is durable, and changes that arrive at about the same
 * time become durable together: in a journal that all streams share. The bytes of each stream are in files of its own
 * as well, for readers. These files become durable later; after a crash they are restored from the journal.
 */
public final class DiskStore implements StreamStore {

    /** Longer than the time between two sweeps, which record the use of streams. */
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final StoreDirectory directory;
    private final ServerThreads threads;
    private final DiskOptions options;
    private final CommitQueue queue = new CommitQueue();
    private final DiskStreams streams;
    private final DiskHealth health;
    private final Checkpoints checkpoints;
    private final CommitCounters commits;
    private volatile boolean recovered;
    private volatile @Nullable Thread journalThread;

    /**
     * Opens the directory, and makes it if it does not exist.
     *
     * @throws IllegalStateException if another process uses the directory, or it is damaged
     */
    public DiskStore(DiskOptions options, ServerThreads threads) {
        this(options, threads, new CommitCounters());
    }

    /** @param commits counts the batches that become durable */
    public DiskStore(DiskOptions options, ServerThreads threads, CommitCounters commits) {
        this.commits = commits;
        this.options = options;
        this.threads = threads;
        this.directory = StoreDirectory.open(options.directory());
        this.health = new DiskHealth(directory);
        this.checkpoints = new Checkpoints(directory, options.journalBytes(), threads);
        this.streams = new DiskStreams(
                directory,
                options,
                (stream, position) -> submit(new StreamChange.Trimmed(stream, position), Outcome.IGNORED));
    }

    @Override
    public Recovered recover(Supplier<List<StreamImage>> committed) {
        try {
            DiskReplay replay = new DiskReplay(options, streams::segments);
            Journal journal = new DiskRecovery(directory, streams, replay).run();
            List<StreamImage> images = replay.images();
            BatchWriter writer = new BatchWriter(streams, checkpoints, journal, options.journalBytes());
            begin(writer, images);
            journalThread = threads.start(
                    "durable-streams-journal",
                    new CommitLoop(health, streams, queue, writer, threads::wakeForStatus, committed, commits));
            recovered = true;
            return new Recovered(images.stream().map(this::used).toList(), streams.lastNumber());
        } catch (IOException failure) {
            throw new UncheckedIOException("the stream store " + directory + " cannot be used", failure);
        } finally {
            if (!recovered) {
                directory.close();
            }
        }
    }

    /** Where no new journal can be written, the streams are readable all the same. */
    private void begin(BatchWriter writer, List<StreamImage> images) {
        try {
            writer.begin(images);
        } catch (IOException failure) {
            health.rejects(failure);
        }
    }

    /** A stream can have been used after its last use was stored. */
    private StreamImage used(StreamImage image) {
        Instant latest =
                image.lastUsed().plus(image.config().lifetime().unsavedUse()).plus(SWEEP);
        Instant now = options.clock().instant();
        return image.lastUsedAt(latest.isBefore(now) ? latest : now);
    }

    @Override
    public void submit(StreamChange change, Outcome outcome) {
        StoreException error = queue.add(new CommitQueue.Pending(change, outcome));
        if (error != null) {
            outcome.failed(error);
            outcome.settled();
        }
    }

    @Override
    public StreamLog log(long stream) {
        DiskLog log = streams.log(stream);
        if (log == null) {
            throw StoreException.unknownStream();
        }
        return log;
    }

    @Override
    public StoreHealth health() {
        Thread writer = journalThread;
        if (writer != null && !writer.isAlive()) {
            return StoreHealth.ENDED;
        }
        return recovered ? health.health() : StoreHealth.REJECTING;
    }

    /** Commits the waiting changes first. An interrupt does not end the wait, and stays set. */
    @Override
    public void close() {
        queue.close();
        Thread writer = journalThread;
        if (writer != null) {
            Checkpoints.awaitEnd(writer);
        }
        checkpoints.close();
        directory.close();
    }
}

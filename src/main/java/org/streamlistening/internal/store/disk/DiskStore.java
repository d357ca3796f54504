package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.threads.ServerThreads;

/**
 * Keeps streams in a directory. Nothing is acknowledged before it is on the disk, and all that came at about the same
 * time gets there at once: in a journal that all streams share. The bytes of each stream lie in files of its own as
 * well, as readers want them; these are made safe later, and made again from the journal if the machine stops before.
 */
public final class DiskStore implements StreamStore {

    /** Longer than there is between two times that streams are asked whether they were used. */
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final StoreDirectory directory;
    private final ServerThreads threads;
    private final DiskOptions options;
    private final CommitQueue queue = new CommitQueue();
    private final DiskStreams streams;
    private final Checkpoints checkpoints;
    private @Nullable DiskWriter writer;
    private @Nullable Thread journalThread;

    public DiskStore(DiskOptions options, ServerThreads threads) {
        this.options = options;
        this.threads = threads;
        this.directory = StoreDirectory.open(options.directory());
        this.checkpoints = new Checkpoints(directory, options.journalBytes(), threads);
        this.streams = new DiskStreams(
                directory,
                options,
                (stream, position) -> submit(new StreamChange.Trimmed(stream, position), Outcome.IGNORED));
    }

    @Override
    public Recovered recover() {
        boolean recovered = false;
        try {
            Journal journal = new DiskRecovery(directory, streams).run();
            List<StreamImage> images = streams.images().stream().map(this::used).toList();
            DiskWriter begun =
                    new DiskWriter(directory, options, streams, queue, threads::answer, checkpoints, journal);
            writer = begun;
            begun.begin();
            journalThread = threads.start("durable-streams-journal", begun);
            recovered = true;
            return new Recovered(images, streams.lastNumber());
        } catch (IOException failure) {
            throw new UncheckedIOException("the stream store " + directory + " cannot be used", failure);
        } finally {
            if (!recovered) {
                directory.close();
            }
        }
    }

    /** A stream may have been used after that was noted last. */
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
            outcome.told();
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
        DiskWriter begun = writer;
        return begun == null ? StoreHealth.REFUSING : begun.health();
    }

    @Override
    public void close() {
        queue.close();
        if (journalThread != null) {
            // What waits is little, and is answered for: it is written, however long the disk takes.
            awaitEnd(journalThread);
        }
        checkpoints.close();
        directory.close();
    }

    /** Waits until a thread has ended, whoever is in a hurry: what it works on belongs to nobody else before. */
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

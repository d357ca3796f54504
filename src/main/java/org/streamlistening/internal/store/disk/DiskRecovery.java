package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.store.files.ChangeCodec;
import org.streamlistening.internal.store.files.Journal;
import org.streamlistening.internal.store.files.JournalReader;
import org.streamlistening.internal.store.files.RecordReader;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.files.StoreSnapshot;

/** Restores the state that an earlier run left: the last snapshot, and every complete frame of the journals since. */
final class DiskRecovery {

    private static final System.Logger LOG = System.getLogger(DiskRecovery.class.getName());

    private final StoreDirectory directory;
    private final DiskStreams streams;
    private final DiskReplay replay;

    /** A journal with a complete first frame, and the end of the previous journal that this frame names. */
    private record Begun(long number, Journal.End previous) {}

    DiskRecovery(StoreDirectory directory, DiskStreams streams, DiskReplay replay) {
        this.directory = directory;
        this.streams = streams;
        this.replay = replay;
    }

    /** @return the journal to continue */
    Journal run() throws IOException {
        List<Long> snapshots = directory.snapshots();
        long since = snapshots.isEmpty() ? 0 : snapshots.get(snapshots.size() - 1);
        StreamFiles files = new StreamFiles(directory);
        if (since > 0) {
            StoreSnapshot snapshot = StoreSnapshot.read(directory, since);
            files.expect(snapshot);
            streams.load(snapshot);
            snapshot.entries().forEach(entry -> replay.load(entry.image()));
        }
        List<Begun> journals = journals(since);
        Journal.End end = new Journal.End(0, 0);
        for (int i = 0; i < journals.size(); i++) {
            @Nullable Begun next = i + 1 < journals.size() ? journals.get(i + 1) : null;
            end = replay(journals.get(i).number(), next);
        }
        if (!journals.isEmpty()) {
            force(directory.journal(end.number()));
        }
        files.check(streams.snapshot(replay.images()), since == 0 && journals.isEmpty());
        return new Journal(directory, end, directory.journals().stream().reduce(since, Math::max));
    }

    /**
     * The last frame can have been written without being forced, when the process was killed. From now on it counts.
     */
    private static void force(Path journal) throws IOException {
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    private List<Begun> journals(long since) throws IOException {
        List<Begun> journals = new ArrayList<>();
        for (long number : directory.journals()) {
            if (number >= since) {
                begun(number).ifPresent(journals::add);
            }
        }
        // A snapshot is written after the start of its journal; without a snapshot, the first journal still exists.
        boolean complete = journals.isEmpty()
                ? since == 0
                : since == 0
                        ? journals.get(0).previous().number() == 0
                        : journals.get(0).number() == since;
        if (!complete) {
            throw directory.damaged("journal-" + Math.max(1, since) + " is missing");
        }
        return journals;
    }

    /** A journal without a first frame was never used: the disk was full, or the machine stopped. */
    private Optional<Begun> begun(long number) throws IOException {
        try (JournalReader reader = new JournalReader(directory.journal(number), directory.checksum(number))) {
            RecordReader first = reader.next();
            if (first == null && reader.hasLaterFrame()) {
                throw directory.damaged("journal-" + number + " is not whole at its beginning");
            }
            return Optional.ofNullable(first).map(begin -> new Begun(number, Journal.End.read(begin)));
        }
    }

    private Journal.End replay(long number, @Nullable Begun next) throws IOException {
        long until = next == null ? Long.MAX_VALUE : next.previous().position();
        if (next != null && next.previous().number() != number) {
            throw directory.damaged("journal-" + next.previous().number() + " is missing");
        }
        try (JournalReader reader = new JournalReader(directory.journal(number), directory.checksum(number))) {
            reader.next();
            RecordReader frame = reader.position() < until ? reader.next() : null;
            while (frame != null) {
                replay(frame);
                frame = reader.position() < until ? reader.next() : null;
            }
            if (next == null ? reader.hasLaterFrame() : reader.position() != until) {
                throw directory.damaged("journal-" + number + " is not whole at byte " + reader.position());
            }
            if (next == null && reader.isTorn()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the stream store " + directory + ": journal-" + number + " was cut at byte "
                                + reader.position() + ", in a write that was not finished");
            }
            return new Journal.End(number, reader.position());
        }
    }

    /** The changes that became durable with one call to the disk. */
    private void replay(RecordReader frame) throws IOException {
        List<StreamChange> changes = new ArrayList<>();
        while (!frame.isAtEnd()) {
            changes.add(ChangeCodec.read(frame));
        }
        changes.forEach(streams::stage);
        streams.writeStaged();
        streams.commit();
        for (StreamChange change : changes) {
            streams.commit(change);
            replay.apply(change);
        }
    }
}

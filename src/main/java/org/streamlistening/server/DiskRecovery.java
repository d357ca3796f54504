package org.streamlistening.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts together again what an earlier run left: the last snapshot, and every whole record of the journals since. */
final class DiskRecovery {

    private static final Logger LOG = Logger.getLogger(DiskRecovery.class.getName());

    private final StoreDirectory directory;
    private final DiskStreams streams;

    /** A journal that has a beginning, and the one before it, as it says. */
    private record Begun(long number, Journal.End previous) {}

    DiskRecovery(StoreDirectory directory, DiskStreams streams) {
        this.directory = directory;
        this.streams = streams;
    }

    /** @return the journal to go on with */
    Journal run() throws IOException {
        List<Long> snapshots = directory.snapshots();
        long since = snapshots.isEmpty() ? 0 : snapshots.get(snapshots.size() - 1);
        if (since > 0) {
            streams.load(Snapshot.read(directory, since));
        }
        Journal.End end = new Journal.End(0, 0);
        List<Begun> journals = journals(since);
        for (int i = 0; i < journals.size(); i++) {
            @Nullable Begun next = i + 1 < journals.size() ? journals.get(i + 1) : null;
            end = replay(journals.get(i).number(), next);
        }
        return new Journal(directory, end, directory.journals().stream().reduce(since, Math::max));
    }

    /** A journal without a beginning was never used: the disk was full when it was made, or the machine stopped. */
    private List<Begun> journals(long since) throws IOException {
        List<Begun> journals = new ArrayList<>();
        for (long number : directory.journals()) {
            try (JournalReader reader = new JournalReader(directory.journal(number), number)) {
                RecordReader first = reader.next();
                if (number >= since && first != null) {
                    journals.add(new Begun(number, Journal.End.read(first)));
                }
            }
        }
        return journals;
    }

    private Journal.End replay(long number, @Nullable Begun next) throws IOException {
        long until = next == null ? Long.MAX_VALUE : next.previous().position();
        if (next != null && next.previous().number() != number) {
            throw damaged("journal-" + next.previous().number() + " is missing");
        }
        try (JournalReader reader = new JournalReader(directory.journal(number), number)) {
            reader.next();
            RecordReader record = reader.position() < until ? reader.next() : null;
            while (record != null) {
                replay(ChangeCodec.read(record));
                record = reader.position() < until ? reader.next() : null;
            }
            if (next != null && reader.position() != until) {
                throw damaged("journal-" + number + " is not whole at byte " + reader.position());
            }
            LOG.fine(() -> "journal-" + number + " was read up to byte " + reader.position());
            return new Journal.End(number, reader.position());
        }
    }

    private void replay(Change change) throws IOException {
        streams.stage(change);
        streams.keep();
        streams.keep(change);
    }

    private IllegalStateException damaged(String what) {
        return new IllegalStateException("the stream store " + directory + " is damaged: " + what
                + "; put back a copy of the directory, or move it away to begin with an empty one");
    }
}

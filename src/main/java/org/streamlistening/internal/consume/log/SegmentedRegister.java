package org.streamlistening.internal.consume.log;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.internal.consume.log.CheckpointLog.Condition;

/**
 * A register in a chain of streams, the segments. Another register has the name of the current segment. A full segment
 * is closed, copied into a new one, and deleted once the other register names the new one. For one thread at a time.
 */
final class SegmentedRegister implements Register {

    private static final System.Logger LOG = System.getLogger(SegmentedRegister.class.getName());

    private static final int MAX_ATTEMPTS = 20;

    private final SegmentLimit limit;
    private final SegmentNames names;
    private final Function<String, CheckpointLog> opening;
    private final SegmentRotation rotation;
    private final Register pointer;
    private final RegisterUse use;

    /** The segment that the pointer named when it was last read; null: none, or not known. */
    private @Nullable CheckpointLog segment;

    /** The version of the pointer that names the segment. */
    private long number;

    /**
     * @param names of its segments; the directory names the register in error messages
     * @param opening makes the log of a stream, with nothing known of it
     * @param pointer has the name of the current segment
     * @param use for the messages of exceptions and the log
     */
    SegmentedRegister(
            SegmentNames names,
            SegmentLimit limit,
            Function<String, CheckpointLog> opening,
            SegmentRotation rotation,
            Register pointer,
            RegisterUse use) {
        this.names = names;
        this.limit = limit;
        this.opening = opening;
        this.rotation = rotation;
        this.pointer = pointer;
        this.use = use;
    }

    @Override
    public Optional<Checkpoint> read() {
        find();
        LogRecord last = last();
        return last.version() == 0 ? Optional.empty() : Optional.of(new Checkpoint(last.version(), last.content()));
    }

    /** The last valid record; that of a segment that is lost does not count. */
    private LogRecord last() {
        return segment == null || segment.condition() == Condition.MISSING
                ? LogRecord.NOTHING
                : segment.state().last();
    }

    @Override
    public boolean write(long expectedVersion, String content) {
        LogRecord record = new LogRecord(expectedVersion + 1, names.ids().get(), 0, content, null);
        boolean doubtful = false;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (!isKnownToBeAt(expectedVersion)) {
                find();
                LogRecord last = last();
                if (last.version() > record.version() && doubtful) {
                    throw use.unknown(names.directory());
                }
                if (last.version() != expectedVersion) {
                    return last.id().equals(record.id());
                }
            }
            if (segment == null || segment.condition() != Condition.OPEN || limit.isReachedBy(segment.state())) {
                beginSegment();
                continue;
            }
            switch (segment.write(record)) {
                case WRITTEN -> {
                    return true;
                }
                case LOST -> {
                    return false;
                }
                case CLOSED -> {
                    // The record is not in it: it can be written to the next segment.
                }
                // An attempt of the client may have been stored before the segment was closed and deleted.
                case MISSING -> doubtful = true;
            }
        }
        throw new StreamConflictException(
                "the segments of '" + names.directory() + "' change faster than one write", names.directory());
    }

    private boolean isKnownToBeAt(long version) {
        return segment != null
                && segment.condition() == Condition.OPEN
                && segment.state().begun()
                && segment.state().version() == version;
    }

    /** Reads what is new. An open segment is the current one, since it is closed before another one can be named. */
    private void find() {
        if (segment != null && segment.read() == Condition.OPEN) {
            return;
        }
        followToTheEnd();
        if (segment != null && segment.condition() == Condition.MISSING) {
            // The pointer names a missing segment: the server has lost it, or all it had, pointers included.
            forget();
            followToTheEnd();
            warnIfLost();
        }
    }

    /** Moves to the open segment, or to the last one. */
    private void followToTheEnd() {
        while (follow()) {
            if (segment == null || segment.read() == Condition.OPEN) {
                return;
            }
        }
    }

    private void warnIfLost() {
        if (segment != null && segment.condition() == Condition.MISSING) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "stream ''{0}'' is missing, which was for {1}, and what it had is lost",
                    segment.stream(),
                    use.content());
        }
    }

    /** Reads the pointer. @return whether it names another segment than the known one */
    private boolean follow() {
        @Nullable Checkpoint named = pointer.read().orElse(null);
        number = named == null ? 0 : named.version();
        rotation.named(named);
        @Nullable String before = segment == null ? null : segment.stream();
        if (named == null) {
            segment = null;
            return before != null;
        }
        if (named.content().equals(before)) {
            return false;
        }
        if (!names.has(named.content())) {
            throw use.foreign(names.directory());
        }
        segment = opening.apply(named.content());
        return true;
    }

    /** Ends the segment and begins another one, or finds that another server did. */
    private void beginSegment() {
        @Nullable CheckpointLog old = segment;
        if (old != null && !rotation.close(old)) {
            return;
        }
        String next = rotation.create(number, last().after(old == null ? null : old.stream()));
        // If this throws, the pointer may name the new segment later: it stays.
        boolean named = pointer.write(number, next);
        follow();
        if (named && old != null) {
            rotation.deleteWithPrevious(old);
        }
    }

    @Override
    public void forget() {
        segment = null;
        rotation.forget();
        pointer.forget();
    }
}

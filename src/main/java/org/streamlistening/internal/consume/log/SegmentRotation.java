package org.streamlistening.internal.consume.log;

import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.internal.consume.log.CheckpointLog.Condition;

/** Ends segments, creates new ones, and deletes those that are not needed. For one thread at a time. */
final class SegmentRotation {

    private static final System.Logger LOG = System.getLogger(SegmentRotation.class.getName());

    /** A new segment that is not named yet, for this version of the pointer. */
    private record Candidate(long version, String stream) {}

    private final LogStreams streams;
    private final RecordCodec codec;
    private final SegmentNames names;

    private @Nullable Candidate candidate;

    SegmentRotation(LogStreams streams, RecordCodec codec, SegmentNames names) {
        this.streams = streams;
        this.codec = codec;
        this.names = names;
    }

    /** Closes a segment and reads its end, which is final then. @return false if it is deleted already */
    boolean close(CheckpointLog old) {
        if (old.condition() != Condition.OPEN) {
            return true;
        }
        try {
            streams.close(old.stream());
        } catch (StreamNotFoundException deleted) {
            old.read();
            return false;
        }
        return old.read() == Condition.CLOSED;
    }

    /**
     * Creates a segment that begins with this record, for the pointer to name in place of this version. One that could
     * not be named for certain is used again, since the pointer may still name it.
     */
    String create(long version, LogRecord first) {
        if (candidate == null || candidate.version() != version) {
            String stream = names.next(version + 1);
            streams.create(stream, codec.encode(first));
            candidate = new Candidate(version, stream);
        }
        return candidate.stream();
    }

    /** Deletes the candidate once the pointer names another segment in its place, and only then. */
    void named(@Nullable Checkpoint pointer) {
        if (candidate != null && pointer != null && pointer.version() > candidate.version()) {
            String stream = candidate.stream();
            candidate = null;
            if (!pointer.content().equals(stream)) {
                delete(stream);
            }
        }
    }

    /** The server has lost all streams. */
    void forget() {
        candidate = null;
    }

    /** Deletes a segment in whose place the pointer names another one. */
    void deleteWithPrevious(CheckpointLog old) {
        delete(old.stream());
        // The server that began the old segment may have ended before it deleted the one before.
        String previous = old.state().previous();
        if (!previous.isEmpty()) {
            delete(previous);
        }
    }

    private void delete(String stream) {
        if (!names.has(stream)) {
            // A record of another program names it.
            return;
        }
        try {
            streams.delete(stream);
        } catch (StreamException e) {
            // Deleted by another server already; else the end of the next segment deletes it.
            LOG.log(System.Logger.Level.DEBUG, "an old segment was not deleted", e);
        }
    }
}

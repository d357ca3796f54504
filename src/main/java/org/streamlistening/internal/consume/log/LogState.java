package org.streamlistening.internal.consume.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a register after the records of one stream, from its beginning. The order of the stream alone decides
 * which writes count. Immutable.
 *
 * @param last the last valid record; {@link LogRecord#NOTHING} before the first one
 * @param previous the segment before this one, which the first record names; empty: none
 * @param begun whether there was a first record, which sets the version: each further one must follow
 * @param highestEpoch the highest epoch of all records, also of those that are not valid; -1: none
 * @param records the number of messages in the stream
 * @param characters the length of all messages
 */
record LogState(LogRecord last, String previous, boolean begun, long highestEpoch, int records, long characters) {

    static final LogState EMPTY = new LogState(LogRecord.NOTHING, "", false, -1, 0, 0);

    /**
     * The state after one more message of the stream.
     *
     * @param record the record in the message; empty: it is foreign, and ignored
     * @param length the length of the message
     */
    LogState after(Optional<LogRecord> record, int length) {
        long read = characters + length;
        if (record.isEmpty()) {
            return new LogState(last, previous, begun, highestEpoch, records + 1, read);
        }
        LogRecord next = record.get();
        long epoch = Math.max(highestEpoch, next.epoch());
        @Nullable String before = next.previous();
        if (!begun && before != null) {
            return new LogState(next, before, true, epoch, records + 1, read);
        }
        boolean valid = begun && next.version() == last.version() + 1;
        return new LogState(valid ? next : last, previous, begun, epoch, records + 1, read);
    }

    /** The same state after the server has reported this epoch. */
    LogState withEpoch(long reported) {
        return new LogState(last, previous, begun, Math.max(highestEpoch, reported), records, characters);
    }

    long version() {
        return last.version();
    }
}

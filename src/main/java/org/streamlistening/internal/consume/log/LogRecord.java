package org.streamlistening.internal.consume.log;

import org.jspecify.annotations.Nullable;

/**
 * A record of a log: one write of a register, valid if its version follows that of the last valid record. A stream is
 * created with a first record, a copy of the last valid one of the segment before it. Immutable.
 *
 * @param version the version of the register after this write; 0 at the beginning of the first segment
 * @param id names the write: random, the same in each attempt and in a copy
 * @param epoch the epoch of the writer in this stream
 * @param content the text of the register
 * @param previous in the first record of a stream: the segment before it, empty if there is none; else null
 */
record LogRecord(
        long version,
        String id,
        long epoch,
        String content,
        @Nullable String previous) {

    /** The content of a register that was never written. */
    static final LogRecord NOTHING = new LogRecord(0, "", 0, "", null);

    LogRecord inEpoch(long claimed) {
        return new LogRecord(version, id, claimed, content, previous);
    }

    /** A copy as the first record of a stream. */
    LogRecord after(@Nullable String segment) {
        return new LogRecord(version, id, epoch, content, segment == null ? "" : segment);
    }
}

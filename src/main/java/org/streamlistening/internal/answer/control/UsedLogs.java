package org.streamlistening.internal.answer.control;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logs that this server uses. Immutable.
 *
 * @param own the log in which answers are registered; null: there is none
 * @param earlier a full log, used until {@code own} has all answers that are open; null: there is none
 */
record UsedLogs(@Nullable OwnLog own, @Nullable OwnLog earlier) {

    static final UsedLogs NONE = new UsedLogs(null, null);

    /** Answers are registered in this log, since there was none. */
    UsedLogs begun(OwnLog log) {
        return new UsedLogs(log, earlier);
    }

    /** Answers are registered in this log, since the one until now is full. */
    UsedLogs replaced(OwnLog log) {
        return new UsedLogs(log, own);
    }

    List<OwnLog> all() {
        return Stream.of(Optional.ofNullable(earlier), Optional.ofNullable(own))
                .flatMap(Optional::stream)
                .toList();
    }

    UsedLogs without(OwnLog log) {
        return new UsedLogs(log.equals(own) ? null : own, log.equals(earlier) ? null : earlier);
    }

    /** Whether another server finds the answer in a log that this server uses. */
    boolean have(RegisteredAnswer answer) {
        return all().stream().anyMatch(answer::isIn);
    }
}

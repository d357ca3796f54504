package org.streamlistening.internal.engine.content;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.AgeMarks;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/**
 * The part of a stream that its {@link Retention} keeps (Protocol, section 4). The first position can be read by any
 * thread; the rest is guarded by the lock of the content.
 */
final class RetainedRange {

    private static final System.Logger LOG = System.getLogger(RetainedRange.class.getName());

    private final long number;
    private final long start;
    private final ContentContext context;
    private final @Nullable AgeMarks ages;
    private volatile long earliest;
    /** Whether the last attempt to trim succeeded. */
    private boolean trims = true;

    RetainedRange(StreamImage image, ContentContext context) {
        this.number = image.number();
        this.start = image.origin().tail();
        this.context = context;
        this.earliest = image.earliest();
        this.ages = context.retention()
                .maxAge()
                .map(age -> new AgeMarks(age, image.marks(), context.clock().instant()))
                .orElse(null);
    }

    long earliest() {
        return earliest;
    }

    /** The bytes before this position are no longer kept. */
    void advance(long position) {
        earliest = Math.max(earliest, position);
    }

    /** Rejects a position before the first one that is kept. */
    void rejectIfTrimmed(long from, OffsetLineage offsets) {
        long first = earliest;
        if (from < first) {
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.TRIMMED,
                    "this part of the stream is no longer kept",
                    Map.of(RequestRejectedException.Detail.EARLIEST_OFFSET, offsets.token(first)));
        }
    }

    /** The times of appends, moved by the difference between two clocks. */
    List<AgeMarks.Mark> ages(Duration lead) {
        return ages == null
                ? List.of()
                : ages.marks().stream()
                        .map(mark ->
                                new AgeMarks.Mark(mark.position(), mark.at().plus(lead)))
                        .toList();
    }

    /** Bytes from this position on were appended now. */
    void appended(long position) {
        if (ages != null) {
            ages.appended(position, context.clock().instant());
        }
    }

    /** @param deletes whether no fork needs the bytes, so that the log can delete them */
    void trim(StreamState state, Supplier<StreamLog> log, boolean deletes) {
        if (context.retention().equals(Retention.EVERYTHING)) {
            return;
        }
        try {
            earliest = earliest(state, log.get());
            if (deletes && earliest > start) {
                log.get().dropBefore(earliest);
            }
            trims = true;
        } catch (RuntimeException | Error unreadable) {
            // Not a failure of the append that caused it: the bytes stay until the next attempt.
            if (trims) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "stream " + number + " cannot be trimmed now; trying again at the next append",
                        unreadable);
            }
            trims = false;
        }
    }

    private long earliest(StreamState state, StreamLog log) {
        long byCount = RetentionRule.earliest(context.retention(), state, log, earliest);
        return ages == null
                ? byCount
                : ages.earliest(byCount, state.tail(), context.clock().instant());
    }
}

package org.streamlistening.internal.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The times at which parts of a stream were appended, in steps of one part in {@value #STEPS} of the maximum age.
 * Guarded by the lock of the stream.
 */
public final class AgeMarks {

    private static final int STEPS = 32;

    private final Duration maxAge;
    private final Deque<Mark> marks = new ArrayDeque<>();

    /**
     * Bytes from a position on were appended at this time or later.
     *
     * @param position the first of these bytes
     */
    public record Mark(long position, Instant at) {}

    /** @param now replaces marks that are later, which an earlier run made by another clock */
    public AgeMarks(Duration maxAge, List<Mark> marks, Instant now) {
        this.maxAge = maxAge;
        marks.forEach(mark -> this.marks.add(mark.at.isAfter(now) ? new Mark(mark.position, now) : mark));
    }

    /** Records that bytes from this position on were appended now. */
    public void appended(long position, Instant now) {
        Mark last = marks.peekLast();
        if (last == null || Duration.between(last.at, now).compareTo(maxAge.dividedBy(STEPS)) > 0) {
            marks.add(new Mark(position, now));
        }
    }

    /** The first position that is not too old; {@code before} if nothing is too old. */
    public long earliest(long before, long tail, Instant now) {
        long earliest = before;
        while (marks.size() > 1 && isTooOld(marks.getFirst(), now)) {
            marks.removeFirst();
            earliest = marks.getFirst().position;
        }
        if (marks.size() == 1 && isTooOld(marks.getFirst(), now)) {
            marks.clear();
            earliest = tail;
        }
        return Math.max(before, earliest);
    }

    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    /** The last bytes of a step are younger than its mark. Compares spans, since the instant can be out of range. */
    private boolean isTooOld(Mark mark, Instant now) {
        return Duration.between(mark.at, now).minus(maxAge).compareTo(maxAge.dividedBy(STEPS)) > 0;
    }
}

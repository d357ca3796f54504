package org.streamlistening.internal.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * When which part of a stream was appended, in so many steps that age can be told well enough, and in so few that they
 * cost nothing. Guarded by the stream.
 */
public final class AgeMarks {

    private static final int STEPS = 32;

    private final Duration maxAge;
    private final Deque<Mark> marks = new ArrayDeque<>();

    /**
     * Bytes from there on were appended then or later.
     *
     * @param position the first of these bytes
     */
    public record Mark(long position, Instant at) {}

    /** @param now what an earlier run marked as later than this, by another clock, counts as of now */
    public AgeMarks(Duration maxAge, List<Mark> marks, Instant now) {
        this.maxAge = maxAge;
        marks.forEach(mark -> this.marks.add(mark.at.isAfter(now) ? new Mark(mark.position, now) : mark));
    }

    /** Bytes from that position on were appended now. */
    public void appended(long position, Instant now) {
        Mark last = marks.peekLast();
        if (last == null || Duration.between(last.at, now).compareTo(maxAge.dividedBy(STEPS)) > 0) {
            marks.add(new Mark(position, now));
        }
    }

    /** The first position that is not too old, or the one that was before if nothing is too old. */
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

    /** The last bytes of a step are younger than its mark. Counted in spans: there may be no instant so long ago. */
    private boolean isTooOld(Mark mark, Instant now) {
        return Duration.between(mark.at, now).minus(maxAge).compareTo(maxAge.dividedBy(STEPS)) > 0;
    }
}

package org.streamlistening.internal.engine.decision;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamOffset;

/**
 * The offsets of a stream and of the streams that it inherits from. A fork has the offsets of its source up to the
 * point of the fork, and its own afterwards. Look-ups are loops, since a lineage can have thousands of streams.
 * Immutable.
 */
public final class OffsetLineage {

    private final long incarnation;
    private final long start;
    private final @Nullable OffsetLineage source;

    /** @param start the position before the first byte of the stream's own part */
    public OffsetLineage(long incarnation, long start, @Nullable OffsetLineage source) {
        this.incarnation = incarnation;
        this.start = start;
        this.source = source;
    }

    public long incarnation() {
        return incarnation;
    }

    /** The token of a position; in a fork, up to the point of the fork, the same as in its source. */
    public String token(long position) {
        OffsetLineage owner = this;
        for (OffsetLineage older = source; older != null && position <= owner.start; older = owner.source) {
            owner = older;
        }
        return new StreamOffset(owner.incarnation, position).token();
    }

    /** Whether this stream, or one that it inherits from, issues this offset. */
    public boolean issues(StreamOffset offset) {
        long end = Long.MAX_VALUE;
        for (OffsetLineage owner = this; owner != null; owner = owner.source) {
            if (owner.incarnation == offset.incarnation() && offset.bytes() >= owner.start && offset.bytes() <= end) {
                return true;
            }
            // A fork of a fork can start before the start of that fork, and then inherits nothing of its own part.
            end = Math.min(end, owner.start);
        }
        return offset.equals(StreamOffset.ZERO);
    }
}

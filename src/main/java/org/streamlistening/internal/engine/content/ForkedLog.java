package org.streamlistening.internal.engine.content;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/**
 * The log of a fork: the inherited bytes up to the point of the fork, then its own. Nothing is copied. The memory of a
 * fork does not depend on its depth: it refers to the log of its source, and a look-up walks through the lineage in a
 * loop, never by recursion.
 */
final class ForkedLog implements StreamLog {

    private final StreamLog source;
    private final StreamLog own;

    /** The start of the own part. */
    private final long start;

    /** The number of messages that end at or before the start, including one that the fork cuts in two. */
    private final long messages;

    private ForkedLog(StreamLog source, StreamLog own, StreamState origin) {
        this.source = source;
        this.own = own;
        this.start = origin.tail();
        this.messages = origin.messages();
    }

    /** The log of a fork that starts at this state of its source. */
    static ForkedLog of(StreamLog source, StreamState origin, StreamLog own) {
        StreamLog nearest = source;
        // A source whose own part starts after the point of the fork contributes nothing.
        while (nearest instanceof ForkedLog fork && fork.start >= origin.tail()) {
            nearest = fork.source;
        }
        return new ForkedLog(nearest, own, origin);
    }

    /** The state of a fork of this log before its own first byte. */
    static StreamState origin(StreamLog source, long position) {
        long whole = source.messagesUpTo(position);
        return StreamState.beginningAt(position, source.endOf(whole) < position ? whole + 1 : whole);
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        Deque<StreamBytes> runs = new ArrayDeque<>();
        StreamLog at = this;
        long end = to;
        while (end > from && at instanceof ForkedLog fork) {
            long begin = Math.max(from, fork.start);
            if (end > begin) {
                runs.addFirst(fork.own.bytes(begin, end));
                end = begin;
            }
            at = fork.source;
        }
        if (end > from) {
            runs.addFirst(at.bytes(from, end));
        }
        return new Runs(runs, to - from);
    }

    @Override
    public long messagesUpTo(long position) {
        StreamLog at = this;
        while (at instanceof ForkedLog fork) {
            if (position >= fork.start) {
                return position == fork.start ? fork.messages : fork.own.messagesUpTo(position);
            }
            at = fork.source;
        }
        return at.messagesUpTo(position);
    }

    @Override
    public long endOf(long message) {
        StreamLog at = this;
        while (at instanceof ForkedLog fork) {
            if (message >= fork.messages) {
                return message == fork.messages ? fork.start : fork.own.endOf(message);
            }
            at = fork.source;
        }
        return at.endOf(message);
    }

    @Override
    public long appendEndAfter(long position) {
        StreamLog at = this;
        long end = Long.MAX_VALUE;
        while (at instanceof ForkedLog fork) {
            if (position >= fork.start) {
                return Math.min(fork.own.appendEndAfter(position), end);
            }
            end = fork.start;
            at = fork.source;
        }
        return Math.min(at.appendEndAfter(position), end);
    }

    @Override
    public void dropBefore(long position) {
        // Inherited bytes belong to the source, and other forks can need them.
        if (position > start) {
            own.dropBefore(position);
        }
    }

    /** Several ranges in sequence. */
    private static final class Runs implements StreamBytes {

        private final Deque<StreamBytes> runs;
        private long remaining;

        Runs(Deque<StreamBytes> runs, long remaining) {
            this.runs = runs;
            this.remaining = remaining;
        }

        @Override
        public long remaining() {
            return remaining;
        }

        @Override
        public void writeNext(OutputStream out, int max) throws IOException {
            StreamBytes first = runs.element();
            long before = first.remaining();
            first.writeNext(out, max);
            remaining -= before - first.remaining();
            if (first.remaining() == 0) {
                runs.remove();
            }
        }
    }
}

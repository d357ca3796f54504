package org.streamlistening.internal.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/**
 * The log of a fork: what it inherited, up to where it branched off, and then its own. Nothing is copied, and the memory
 * that a fork takes does not depend on how many forks it comes from: it knows its source's log, and a look-up walks from
 * one to the next, by loops and never by recursion.
 */
final class ForkedLog implements StreamLog {

    private final StreamLog source;
    private final StreamLog own;

    /** Where the own part begins. */
    private final long start;

    /** How many messages end up to the start, the one that a fork cut in two included. */
    private final long messages;

    private ForkedLog(StreamLog source, StreamLog own, StreamState origin) {
        this.source = source;
        this.own = own;
        this.start = origin.tail();
        this.messages = origin.messages();
    }

    /** What a fork is that begins, behind its source, at that state. */
    static ForkedLog of(StreamLog source, StreamState origin, StreamLog own) {
        StreamLog nearest = source;
        // A source whose own part begins behind the fork has nothing for it.
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
        // What was inherited belongs to the source, and other forks may need it.
        if (position > start) {
            own.dropBefore(position);
        }
    }

    /** Several runs, one behind the other. */
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

package org.streamlistening.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The log of a fork: what it inherited, up to where it branched off, and then its own. Nothing is copied, and a fork of
 * a fork of a fork is read as directly as any stream.
 */
final class Lineage implements StreamLog {

    private final List<Part> parts;

    /**
     * A run of the fork's positions, up to where the next one begins.
     *
     * @param messages how many messages end up to the start, the one that a fork cut in two included
     */
    private record Part(StreamLog log, long start, long messages) {}

    private Lineage(List<Part> parts) {
        this.parts = parts;
    }

    /** What a fork is that begins, behind its source, at that state. */
    static Lineage of(StreamLog source, StreamState origin, StreamLog own) {
        List<Part> parts = new ArrayList<>();
        if (source instanceof Lineage inherited) {
            inherited.parts.stream().filter(part -> part.start < origin.tail()).forEach(parts::add);
        } else {
            parts.add(new Part(source, 0, 0));
        }
        parts.add(new Part(own, origin.tail(), origin.messages()));
        return new Lineage(List.copyOf(parts));
    }

    /** The state of a fork of this log before its own first byte. */
    static StreamState origin(StreamLog source, long position) {
        long whole = source.messagesUpTo(position);
        return StreamState.beginningAt(position, source.endOf(whole) < position ? whole + 1 : whole);
    }

    private int partAt(long position) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).start <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long endOfPart(int index) {
        return index + 1 < parts.size() ? parts.get(index + 1).start : Long.MAX_VALUE;
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        Deque<StreamBytes> runs = new ArrayDeque<>();
        long at = from;
        for (int i = partAt(from); at < to; i++) {
            long end = Math.min(to, endOfPart(i));
            if (end > at) {
                runs.add(parts.get(i).log.bytes(at, end));
            }
            at = end;
        }
        return new Runs(runs, to - from);
    }

    @Override
    public long messagesUpTo(long position) {
        Part part = parts.get(partAt(position));
        return position == part.start ? part.messages : part.log.messagesUpTo(position);
    }

    @Override
    public long endOf(long message) {
        for (int i = parts.size() - 1; i > 0; i--) {
            Part part = parts.get(i);
            if (message >= part.messages) {
                return message == part.messages ? part.start : part.log.endOf(message);
            }
        }
        return parts.get(0).log.endOf(message);
    }

    @Override
    public long appendEndAfter(long position) {
        int index = partAt(position);
        return Math.min(parts.get(index).log.appendEndAfter(position), endOfPart(index));
    }

    @Override
    public void dropBefore(long position) {
        // What was inherited belongs to the source, and other forks may need it.
        Part own = parts.get(parts.size() - 1);
        if (position > own.start) {
            own.log.dropBefore(position);
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

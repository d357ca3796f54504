package org.streamlistening.internal.store.disk;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.files.Segment;

/**
 * The part of a stream on disk.
 *
 * @param segments its files, in order; none before the first byte
 * @param tail the position after the last byte
 * @param messages the number of messages up to the tail
 */
record DiskExtent(List<Segment> segments, long tail, long messages) {

    /** This extent, with a new segment if there is none or the last one is full. */
    DiskExtent withRoom(long segmentBytes) {
        if (!segments.isEmpty() && tail - last().start() < segmentBytes) {
            return this;
        }
        List<Segment> more = new ArrayList<>(segments);
        more.add(new Segment(tail, messages));
        return new DiskExtent(List.copyOf(more), tail, messages);
    }

    DiskExtent with(StoredAppend append) {
        return new DiskExtent(segments, tail + append.size(), messages + append.messages());
    }

    /** This extent, without the segments that end before a position. */
    DiskExtent without(long position) {
        int first = 0;
        while (first + 1 < segments.size() && segments.get(first + 1).start() <= position) {
            first++;
        }
        return new DiskExtent(segments.subList(first, segments.size()), tail, messages);
    }

    Segment last() {
        return segments.get(segments.size() - 1);
    }

    /** The segment with the byte at this position; the last one for the tail. */
    int segmentAt(long position) {
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).start() > position) {
            index--;
        }
        return index;
    }

    /** The segment in which a message ends. */
    int segmentOf(long message) {
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).before() >= message) {
            index--;
        }
        return index;
    }

    long endOf(int segment) {
        return segment + 1 < segments.size() ? segments.get(segment + 1).start() : tail;
    }

    int messagesIn(int segment) {
        long until = segment + 1 < segments.size() ? segments.get(segment + 1).before() : messages;
        return (int) (until - segments.get(segment).before());
    }
}

package org.streamlistening.internal.store.disk;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.files.Segment;

/**
 * What a stream has on disk.
 *
 * @param segments its files, one behind the other; none before the first byte
 * @param tail the position behind the last byte
 * @param messages how many messages there are up to there
 */
record DiskExtent(List<Segment> segments, long tail, long messages) {

    /** This, ready for more bytes: with a new segment if there is none or the last one is full. */
    DiskExtent forMore(long segmentBytes) {
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

    /** This, without the segments that end before a position. */
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

    /** The segment that has the byte at this position; the last one for the tail. */
    int segmentAt(long position) {
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).start() > position) {
            index--;
        }
        return index;
    }

    /** The segment in which that message ends. */
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

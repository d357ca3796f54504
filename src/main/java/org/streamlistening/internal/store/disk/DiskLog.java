package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.files.Segment;
import org.streamlistening.internal.store.files.StoreDirectory;
import org.streamlistening.internal.store.memory.MemoryLog;

/**
 * The bytes of one stream on disk. The last appends are in memory as well, within a limit, so that most live readers
 * never read the disk.
 *
 * <p>Written by the thread of the journal; read by any thread.
 */
final class DiskLog implements StreamLog {

    private static final System.Logger LOG = System.getLogger(DiskLog.class.getName());

    private final long number;
    private final StoreDirectory directory;
    private final long start;
    private final LongConsumer trimming;

    private volatile DiskExtent committed;
    private volatile @Nullable MemoryLog recent;

    /** The extent including bytes that are not durable yet. For the thread of the journal. */
    private DiskExtent written;

    private final List<Staged> staged = new ArrayList<>();

    /** An append, and the extent before it. */
    private record Staged(DiskExtent before, StoredAppend append) {}

    /**
     * @param start the start of the stream's own bytes
     * @param trimming receives the position before which files are no longer needed; on any thread
     */
    DiskLog(long number, StoreDirectory directory, long start, DiskExtent extent, LongConsumer trimming) {
        this.number = number;
        this.directory = directory;
        this.start = start;
        this.committed = extent;
        this.written = extent;
        this.trimming = trimming;
    }

    long number() {
        return number;
    }

    DiskExtent committed() {
        return committed;
    }

    /** Adds an append, which readers do not see before {@link #commit}. For the thread of the journal. */
    void stage(StoredAppend append, long segmentBytes) {
        if (!append.isEmpty()) {
            DiskExtent ready = written.withRoom(segmentBytes);
            written = ready.with(append);
            staged.add(new Staged(ready, append));
        }
    }

    /** Writes the staged appends, in as few writes as possible. For the thread of the journal. */
    void write(SegmentFiles files) throws IOException {
        files.begin();
        for (Staged next : staged) {
            files.write(number, next.before, next.append);
        }
        files.flush();
    }

    /** The written appends are durable. For the thread of the journal. */
    void commit(RecentBytes recents) {
        committed = written;
        try {
            for (Staged next : staged) {
                recent = recents.append(this, recent, next.before, next.append);
            }
        } catch (RuntimeException | Error failure) {
            // Bytes that are in files as well are freed first: readers get them from the files.
            recent = null;
            recents.clear();
            LOG.log(System.Logger.Level.DEBUG, "no memory for recent bytes", failure);
        }
        staged.clear();
    }

    /** Undoes the written appends. For the thread of the journal. @return the segments that were begun for them */
    List<Segment> undo() {
        List<Segment> begun = written.segments().stream()
                .filter(segment -> !committed.segments().contains(segment))
                .toList();
        written = committed;
        staged.clear();
        return begun;
    }

    void forgetRecent() {
        recent = null;
    }

    /** Removes the segments that end before a position. For the thread of the journal. */
    void trim(long position) {
        committed = committed.without(position);
        written = written.without(position);
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        MemoryLog inMemory = recentFrom(from);
        return inMemory != null ? inMemory.bytes(from, to) : new DiskBytes(directory, number, committed, from, to);
    }

    @Override
    public long messagesUpTo(long position) {
        MemoryLog inMemory = recentFrom(position);
        if (inMemory != null) {
            return inMemory.messagesUpTo(position);
        }
        DiskExtent extent = committed;
        if (extent.segments().isEmpty()) {
            return extent.messages();
        }
        int segment = extent.segmentAt(position);
        try (DiskIndex index = index(extent, segment)) {
            return extent.segments().get(segment).before() + index.upTo(position);
        }
    }

    @Override
    public long endOf(long message) {
        MemoryLog inMemory = recent;
        if (inMemory != null && message > inMemory.messagesUpTo(inMemory.start())) {
            return inMemory.endOf(message);
        }
        DiskExtent extent = committed;
        if (extent.segments().isEmpty()) {
            return start;
        }
        int segment = extent.segmentOf(message);
        long inSegment = message - extent.segments().get(segment).before();
        if (inSegment <= 0) {
            return extent.segments().get(segment).start();
        }
        try (DiskIndex index = index(extent, segment)) {
            return index.end((int) Math.min(inSegment, index.count()) - 1);
        }
    }

    @Override
    public long appendEndAfter(long position) {
        MemoryLog inMemory = recentFrom(position);
        if (inMemory != null) {
            return inMemory.appendEndAfter(position);
        }
        DiskExtent extent = committed;
        if (extent.segments().isEmpty()) {
            return position;
        }
        try (DiskIndex index = index(extent, extent.segmentAt(position))) {
            return index.appendEndAfter(position);
        }
    }

    @Override
    public void dropBefore(long position) {
        List<Segment> segments = committed.segments();
        if (segments.size() > 1 && segments.get(1).start() <= position) {
            trimming.accept(position);
        }
    }

    private @Nullable MemoryLog recentFrom(long position) {
        MemoryLog inMemory = recent;
        return inMemory != null && position >= inMemory.start() ? inMemory : null;
    }

    private DiskIndex index(DiskExtent extent, int segment) {
        Segment at = extent.segments().get(segment);
        return new DiskIndex(directory.index(number, at.start()), extent.messagesIn(segment));
    }
}

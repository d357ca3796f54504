package org.streamlistening.internal.store.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/**
 * The bytes of one stream in memory. Small appends share an array, so that a catch-up is a few large writes without
 * copies.
 *
 * <p>Readers use an immutable snapshot. Bytes below its tail are never written again, so readers and the writer need no
 * common lock.
 */
public final class MemoryLog implements StreamLog {

    private static final int FIRST_BLOCK = 256;
    private static final int LARGEST_BLOCK = 1 << 20;

    private final long start;
    private volatile Snapshot snapshot;

    /** A range of bytes; the first one is at {@code start}. */
    private static final class Block {
        private final long start;
        private final byte[] bytes;

        Block(long start, int size) {
            this.start = start;
            this.bytes = new byte[size];
        }

        long end() {
            return start + bytes.length;
        }
    }

    private record Snapshot(List<Block> blocks, MemoryIndex index, long tail) {}

    /** A log that starts after a position and a number of messages. */
    public MemoryLog(long start, long messages) {
        this.start = start;
        snapshot = new Snapshot(List.of(), new MemoryIndex(start, messages), start);
    }

    public synchronized MemoryLog append(StoredAppend append) {
        Snapshot before = snapshot;
        long tail = before.tail + append.size();
        List<Block> blocks = withRoom(before, tail);
        for (long position = before.tail; position < tail; ) {
            Block block = blockAt(blocks, position);
            int size = (int) (Math.min(block.end(), tail) - position);
            System.arraycopy(
                    append.bytes(), (int) (position - before.tail), block.bytes, (int) (position - block.start), size);
            position += size;
        }
        snapshot = new Snapshot(blocks, before.index.with(before.tail, append), tail);
        return this;
    }

    private List<Block> withRoom(Snapshot before, long tail) {
        List<Block> blocks = before.blocks;
        long end =
                blocks.isEmpty() ? before.tail : blocks.get(blocks.size() - 1).end();
        if (end >= tail) {
            return blocks;
        }
        List<Block> grown = new ArrayList<>(blocks);
        for (; end < tail; end = grown.get(grown.size() - 1).end()) {
            grown.add(new Block(end, nextSize(end - start, tail - end)));
        }
        return grown;
    }

    /** Doubles the log: a short one wastes little memory, and a long one has few blocks. */
    private static int nextSize(long size, long needed) {
        return (int) Math.min(Math.max(Math.max(FIRST_BLOCK, size), needed), LARGEST_BLOCK);
    }

    public long start() {
        return start;
    }

    /** The memory that its content needs, in bytes, without unused parts of arrays. */
    public long weight() {
        Snapshot current = snapshot;
        return current.tail - start + (long) current.index.count() * Long.BYTES;
    }

    @Override
    public synchronized void dropBefore(long position) {
        Snapshot before = snapshot;
        List<Block> blocks = before.blocks;
        if (!blocks.isEmpty() && blocks.get(0).end() <= position) {
            blocks = blocks.stream().filter(block -> block.end() > position).toList();
        }
        snapshot = new Snapshot(blocks, before.index.without(position), before.tail);
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        return new BlockBytes(snapshot.blocks, from, to);
    }

    @Override
    public long messagesUpTo(long position) {
        return snapshot.index.messagesUpTo(position);
    }

    @Override
    public long endOf(long message) {
        return snapshot.index.endOf(message);
    }

    @Override
    public long appendEndAfter(long position) {
        return snapshot.index.appendEndAfter(position);
    }

    private static Block blockAt(List<Block> blocks, long position) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).start <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks.get(low);
    }

    private static final class BlockBytes implements StreamBytes {

        private final List<Block> blocks;
        private final long to;
        private long at;

        BlockBytes(List<Block> blocks, long from, long to) {
            this.blocks = blocks;
            this.at = from;
            this.to = to;
        }

        @Override
        public long remaining() {
            return to - at;
        }

        @Override
        public void writeNext(OutputStream out, int max) throws IOException {
            Block block = blockAt(blocks, at);
            int size = (int) Math.min(Math.min(block.end(), to) - at, max);
            int offset = (int) (at - block.start);
            at += size;
            out.write(block.bytes, offset, size);
        }
    }
}

package org.streamlistening.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * One stream's bytes in memory: small appends share an array, so that catching up is a few large writes straight from
 * where the bytes lie.
 *
 * <p>Readers work on a snapshot. Arrays grow by replacement, and what lies below a snapshot's end is never written
 * again, so the two need no common lock.
 */
final class MemoryLog implements StreamLog {

    private static final int FIRST_BLOCK = 256;
    private static final int LARGEST_BLOCK = 1 << 20;

    private volatile Snapshot now = new Snapshot(new Block[0], 0, new long[0], 0, 0);

    /** A run of bytes; {@code start} is the position of its first one. */
    private static final class Block {
        private final long start;
        private final byte[] bytes;

        Block(long start, byte[] bytes) {
            this.start = start;
            this.bytes = bytes;
        }
    }

    private static final class Snapshot {
        private final Block[] blocks;
        private final int blockCount;
        private final long[] ends;
        private final int endCount;
        private final long tail;

        Snapshot(Block[] blocks, int blockCount, long[] ends, int endCount, long tail) {
            this.blocks = blocks;
            this.blockCount = blockCount;
            this.ends = ends;
            this.endCount = endCount;
            this.tail = tail;
        }
    }

    synchronized MemoryLog append(Batch batch) {
        Snapshot before = now;
        Block[] blocks = before.blocks;
        int count = before.blockCount;
        long position = before.tail;
        int from = 0;
        while (from < batch.bytes().length) {
            if (count == 0 || roomIn(blocks[count - 1], position) == 0) {
                blocks = count == blocks.length ? Arrays.copyOf(blocks, Math.max(1, count * 2)) : blocks;
                blocks[count] = new Block(position, new byte[nextSize(position, batch.bytes().length - from)]);
                count++;
            }
            Block last = blocks[count - 1];
            int size = Math.min(roomIn(last, position), batch.bytes().length - from);
            System.arraycopy(batch.bytes(), from, last.bytes, (int) (position - last.start), size);
            from += size;
            position += size;
        }
        now = new Snapshot(blocks, count, endsWith(before, batch), before.endCount + batch.ends().length, position);
        return this;
    }

    private static int roomIn(Block block, long position) {
        return block.bytes.length - (int) (position - block.start);
    }

    /** As much as the stream has already: so a short stream wastes little, and a long one has few blocks. */
    private static int nextSize(long position, int needed) {
        long wanted = Math.max(Math.max(FIRST_BLOCK, position), needed);
        return (int) Math.max(Math.min(wanted, LARGEST_BLOCK), Math.min(needed, LARGEST_BLOCK));
    }

    private static long[] endsWith(Snapshot before, Batch batch) {
        int count = before.endCount + batch.ends().length;
        long[] ends = count > before.ends.length
                ? Arrays.copyOf(before.ends, Math.max(count, before.ends.length * 2))
                : before.ends;
        for (int i = 0; i < batch.ends().length; i++) {
            ends[before.endCount + i] = before.tail + batch.ends()[i];
        }
        return ends;
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        Snapshot snapshot = now;
        return new StreamBytes() {
            private long at = from;

            @Override
            public long remaining() {
                return to - at;
            }

            @Override
            public void writeNext(OutputStream out) throws IOException {
                Block block = blockAt(snapshot, at);
                int offset = (int) (at - block.start);
                int size = (int) Math.min(block.bytes.length - offset, to - at);
                at += size;
                out.write(block.bytes, offset, size);
            }
        };
    }

    private static Block blockAt(Snapshot snapshot, long position) {
        int low = 0;
        int high = snapshot.blockCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (snapshot.blocks[middle].start <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return snapshot.blocks[low];
    }

    @Override
    public long messageEndUpTo(long position) {
        Snapshot snapshot = now;
        int found = Arrays.binarySearch(snapshot.ends, 0, snapshot.endCount, position);
        int index = found >= 0 ? found : -found - 2;
        return index < 0 ? 0 : snapshot.ends[index];
    }

    @Override
    public long messageEndAfter(long position) {
        Snapshot snapshot = now;
        int found = Arrays.binarySearch(snapshot.ends, 0, snapshot.endCount, position);
        int index = found >= 0 ? found + 1 : -found - 1;
        return index < snapshot.endCount ? snapshot.ends[index] : position;
    }
}

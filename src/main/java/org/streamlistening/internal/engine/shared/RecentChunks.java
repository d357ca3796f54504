package org.streamlistening.internal.engine.shared;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.streamlistening.internal.store.ChunkEnds;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StreamBytes;

/**
 * The last chunks of a stream, without a gap up to its tail. Immutable.
 *
 * @param start the position of the first byte; the tail if there is no chunk
 */
record RecentChunks(long start, List<StoredChunk> chunks) {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_CHUNKS = 256;

    static RecentChunks none(long tail) {
        return new RecentChunks(tail, List.of());
    }

    long end() {
        return chunks.isEmpty() ? start : last().end();
    }

    private StoredChunk last() {
        return chunks.get(chunks.size() - 1);
    }

    long bytes() {
        return end() - start;
    }

    /** With one more chunk. Without a gap before it, the older ones stay, as far as there is room. */
    RecentChunks plus(StoredChunk chunk) {
        if (chunk.end() <= end()) {
            return this;
        }
        List<StoredChunk> all = new ArrayList<>();
        if (chunk.start() == end()) {
            all.addAll(chunks);
        }
        all.add(chunk);
        int first = 0;
        while (first < all.size()
                && (chunk.end() - all.get(first).start() > MAX_BYTES || all.size() - first > MAX_CHUNKS)) {
            first++;
        }
        return first == all.size()
                ? none(chunk.end())
                : new RecentChunks(all.get(first).start(), List.copyOf(all.subList(first, all.size())));
    }

    /** Whether the byte after this position is here. */
    boolean hasByteAfter(long position) {
        return position >= start && position < end();
    }

    /** Whether the end of this message is here; that of the message before the first one is, too. */
    boolean hasEndOf(long message) {
        return !chunks.isEmpty()
                && message >= chunks.get(0).ends().messagesBefore()
                && message <= last().ends().messages();
    }

    /** The ends in the chunk with the byte after this position; at the end, in the last chunk. */
    ChunkEnds endsAt(long position) {
        return chunks.get(at(position)).ends();
    }

    /** The ends in the chunk that has the end of this message. */
    ChunkEnds endsOf(long message) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).ends().messages() < message) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return chunks.get(low).ends();
    }

    private int at(long position) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The bytes between two positions, both here. */
    StreamBytes bytes(long from, long to) {
        return new Range(from, to);
    }

    private final class Range implements StreamBytes {

        private final long to;
        private long position;

        Range(long from, long to) {
            this.position = from;
            this.to = to;
        }

        @Override
        public long remaining() {
            return to - position;
        }

        @Override
        public void writeNext(OutputStream out, int max) throws IOException {
            StoredChunk chunk = chunks.get(at(position));
            int offset = (int) (position - chunk.start());
            int size = (int) Math.min(Math.min(chunk.end(), to) - position, max);
            position += size;
            out.write(chunk.bytes(), offset, size);
        }
    }
}

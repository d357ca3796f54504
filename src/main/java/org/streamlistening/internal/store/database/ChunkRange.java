package org.streamlistening.internal.store.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.streamlistening.internal.store.ChunkEnds;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredChunk;

/** Cuts chunks at ends of appends. */
final class ChunkRange {

    private ChunkRange() {}

    /**
     * The parts of these chunks between two positions.
     *
     * @throws StoreException if a part is missing
     */
    static List<StoredChunk> of(List<StoredChunk> chunks, long from, long to) {
        List<StoredChunk> parts = new ArrayList<>();
        long at = from;
        for (StoredChunk chunk : chunks) {
            if (chunk.start() > at || chunk.end() <= at) {
                throw StoreException.bytesDeleted();
            }
            long end = Math.min(chunk.end(), to);
            parts.add(cut(chunk, at, end));
            at = end;
        }
        if (at < to) {
            throw StoreException.bytesDeleted();
        }
        return parts;
    }

    private static StoredChunk cut(StoredChunk chunk, long from, long to) {
        if (from == chunk.start() && to == chunk.end()) {
            return chunk;
        }
        int first = (int) (from - chunk.start());
        int last = (int) (to - chunk.start());
        ChunkEnds ends = chunk.ends();
        return new StoredChunk(
                new ChunkEnds(
                        from,
                        ends.messagesUpTo(from),
                        between(ends.messageEnds(), first, last),
                        between(ends.appendEnds(), first, last)),
                Arrays.copyOfRange(chunk.bytes(), first, last));
    }

    private static int[] between(int[] ends, int first, int last) {
        return Arrays.stream(ends)
                .filter(end -> end > first && end <= last)
                .map(end -> end - first)
                .toArray();
    }
}

package org.streamlistening.internal.store;

import java.util.Arrays;
import java.util.List;
import org.streamlistening.internal.engine.state.StoredAppend;

/**
 * The bytes that one transaction appended to a stream: one append, or several that were on their way together. They are
 * stored as a response needs them.
 *
 * @param ends where messages and appends end
 * @param bytes not changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content
public record StoredChunk(ChunkEnds ends, byte[] bytes) {

    /** @param appends the appends, none of them empty, in order; at least one */
    public static StoredChunk of(long start, long messagesBefore, List<StoredAppend> appends) {
        int size = appends.stream().mapToInt(StoredAppend::size).sum();
        int messages = appends.stream().mapToInt(StoredAppend::messages).sum();
        byte[] bytes = new byte[size];
        int[] messageEnds = new int[messages];
        int[] appendEnds = new int[appends.size()];
        int at = 0;
        int message = 0;
        int append = 0;
        for (StoredAppend next : appends) {
            System.arraycopy(next.bytes(), 0, bytes, at, next.size());
            for (int end : next.ends()) {
                messageEnds[message++] = at + end;
            }
            at += next.size();
            appendEnds[append++] = at;
        }
        return new StoredChunk(new ChunkEnds(start, messagesBefore, messageEnds, appendEnds), bytes);
    }

    public long start() {
        return ends.start();
    }

    public long end() {
        return ends.end();
    }

    /** By content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredChunk that && ends.equals(that.ends) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return ends.hashCode();
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}

package org.streamlistening.internal.engine.shared;

import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/**
 * The log of a stream with its last chunks in memory, so that thousands of readers at the tail cost the store nothing.
 * Thread-safe; calls that need older bytes read the store.
 */
final class RecentLog implements StreamLog {

    private final StreamLog stored;
    private volatile RecentChunks recent;

    RecentLog(StreamLog stored, long tail) {
        this.stored = stored;
        this.recent = RecentChunks.none(tail);
    }

    /** For one thread at a time. */
    void add(StoredChunk chunk) {
        recent = recent.plus(chunk);
    }

    /** Frees the chunks. For one thread at a time. */
    void clear(long tail) {
        recent = RecentChunks.none(tail);
    }

    long bytesInMemory() {
        return recent.bytes();
    }

    @Override
    public StreamBytes bytes(long from, long to) {
        RecentChunks now = recent;
        return now.hasByteAfter(from) && to <= now.end() ? now.bytes(from, to) : stored.bytes(from, to);
    }

    @Override
    public long messagesUpTo(long position) {
        RecentChunks now = recent;
        if (now.hasByteAfter(position) || (position == now.end() && now.bytes() > 0)) {
            return now.endsAt(position).messagesUpTo(position);
        }
        return stored.messagesUpTo(position);
    }

    @Override
    public long endOf(long message) {
        RecentChunks now = recent;
        return now.hasEndOf(message) ? now.endsOf(message).endOf(message) : stored.endOf(message);
    }

    @Override
    public long appendEndAfter(long position) {
        RecentChunks now = recent;
        return now.hasByteAfter(position)
                ? now.endsAt(position).appendEndAfter(position)
                : stored.appendEndAfter(position);
    }

    @Override
    public void dropBefore(long position) {
        // A transaction of the sweep trims the store.
    }
}

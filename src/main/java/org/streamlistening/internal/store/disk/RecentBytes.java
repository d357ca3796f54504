package org.streamlistening.internal.store.disk;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.memory.MemoryLog;

/**
 * Limits the bytes in memory: the most recently written streams have their last bytes there, all together up to a
 * limit. For the thread of the journal.
 */
final class RecentBytes {

    private static final long PER_STREAM = 256 * 1024;

    private final long limit;
    private final Map<DiskLog, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
    private long total;

    RecentBytes(long limit) {
        this.limit = limit;
    }

    /** @return the bytes of the log in memory; null if there are none */
    @Nullable
    MemoryLog append(DiskLog log, @Nullable MemoryLog recent, DiskExtent before, StoredAppend append) {
        forget(log);
        if (append.size() > limit) {
            return null;
        }
        MemoryLog grown = recent != null && recent.weight() + append.size() <= PER_STREAM
                ? recent.append(append)
                : new MemoryLog(before.tail(), before.messages()).append(append);
        sizes.put(log, grown.weight());
        total += grown.weight();
        forgetOldest();
        return grown;
    }

    void forget(DiskLog log) {
        Long size = sizes.remove(log);
        total -= size == null ? 0 : size;
    }

    /** Frees all bytes. */
    void clear() {
        sizes.keySet().forEach(DiskLog::forgetRecent);
        sizes.clear();
        total = 0;
    }

    private void forgetOldest() {
        Iterator<Map.Entry<DiskLog, Long>> oldest = sizes.entrySet().iterator();
        // The newest log stays: it alone is within the limit.
        while (total > limit && sizes.size() > 1) {
            Map.Entry<DiskLog, Long> entry = oldest.next();
            entry.getKey().forgetRecent();
            total -= entry.getValue();
            oldest.remove();
        }
    }
}

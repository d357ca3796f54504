package org.streamlistening.internal.engine.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamLog;

/** The log of a stream, connected to those of its sources at the first use. Thread-safe. */
final class ContentLog {

    private final long number;
    private final StreamState origin;
    private final @Nullable ContentLog source;
    private final LongFunction<StreamLog> logs;
    private volatile @Nullable StreamLog log;

    /** @param logs the log of a stream, by its number */
    ContentLog(StreamImage image, @Nullable ContentLog source, LongFunction<StreamLog> logs) {
        this.number = image.number();
        this.origin = image.origin();
        this.source = source;
        this.logs = logs;
    }

    StreamState origin() {
        return origin;
    }

    StreamLog get() {
        StreamLog known = log;
        return known == null ? connect() : known;
    }

    /** Connects the log to those of its sources that are not connected yet, the oldest first. */
    private StreamLog connect() {
        Deque<ContentLog> unconnected = new ArrayDeque<>();
        for (ContentLog at = this; at != null && at.log == null; at = at.source) {
            unconnected.push(at);
        }
        for (ContentLog next : unconnected) {
            StreamLog own = logs.apply(next.number);
            next.log = next.source == null ? own : ForkedLog.of(next.source.get(), next.origin, own);
        }
        return Objects.requireNonNull(log);
    }
}

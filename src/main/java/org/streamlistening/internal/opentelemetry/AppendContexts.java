package org.streamlistening.internal.opentelemetry;

import io.opentelemetry.api.trace.SpanContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;

/**
 * The spans of the latest appends of this process, by the offset behind each. Nothing about a trace is written into a
 * stream. Thread-safe.
 */
final class AppendContexts {

    /** An append is delivered soon, or its readers are far behind. */
    private static final int MAX = 1_024;

    private record Key(String streamId, Offset next) {}

    // Guarded by this.
    private final Map<Key, SpanContext> latest = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SpanContext> eldest) {
            return size() > MAX;
        }
    };

    synchronized void add(String streamId, Offset next, SpanContext append) {
        latest.put(new Key(streamId, next), append);
    }

    synchronized @Nullable SpanContext of(String streamId, Offset next) {
        return latest.get(new Key(streamId, next));
    }
}

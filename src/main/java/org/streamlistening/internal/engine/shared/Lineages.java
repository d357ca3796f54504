package org.streamlistening.internal.engine.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.content.ContentContext;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredStream;

/**
 * The streams that forks inherit from. Where a stream begins, and where it branched off, never changes: the most
 * recently used ones are remembered. Thread-safe.
 */
final class Lineages {

    private static final int REMEMBERED = 10_000;

    private final SharedStore store;
    private final ContentContext context;

    /** By number; their own state is not kept up to date. Guarded by itself. */
    private final Map<Long, ReadableContent> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ReadableContent> eldest) {
            return size() > REMEMBERED;
        }
    };

    Lineages(SharedStore store, ContentContext context) {
        this.store = store;
        this.context = context;
    }

    /** The content of the source of a stream; null if the stream is not a fork. Can read the store. */
    @Nullable
    ReadableContent source(StreamImage image) {
        Deque<StreamImage> unknown = new ArrayDeque<>();
        @Nullable ReadableContent content = null;
        for (Optional<Long> next = sourceOf(image); next.isPresent(); next = sourceOf(unknown.element())) {
            content = known(next.get());
            if (content != null) {
                break;
            }
            unknown.push(store.find(next.get()).map(StoredStream::image).orElseThrow(StoreException::unknownStream));
        }
        while (!unknown.isEmpty()) {
            StreamImage oldest = unknown.pop();
            content = new ReadableContent(oldest, content, context);
            remember(oldest.number(), content);
        }
        return content;
    }

    /** The offsets of a stream; empty if {@link #source} must be called first, outside of a transaction. */
    Optional<OffsetLineage> offsets(StreamImage image) {
        Optional<Long> number = sourceOf(image);
        @Nullable ReadableContent source = number.isEmpty() ? null : known(number.get());
        if (number.isPresent() && source == null) {
            return Optional.empty();
        }
        return Optional.of(new OffsetLineage(
                image.incarnation(), image.origin().tail(), source == null ? null : source.offsets()));
    }

    private static Optional<Long> sourceOf(StreamImage image) {
        return image.config().fork().map(ForkOrigin::source);
    }

    private @Nullable ReadableContent known(long number) {
        synchronized (sources) {
            return sources.get(number);
        }
    }

    private void remember(long number, ReadableContent content) {
        synchronized (sources) {
            sources.put(number, content);
        }
    }
}

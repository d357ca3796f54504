package org.streamlistening.internal.engine.shared;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamLog;

/**
 * The streams in use at this server, by id: those that a request or a waiting reader holds. Reads their newest state
 * from the store, on the worker threads: one read at a time per stream, and requests that arrive before it starts share
 * it.
 *
 * <p>Guarded by itself; the store is read outside of the lock. The lock of a stream is never taken within this one.
 */
final class OpenStreams {

    private static final System.Logger LOG = System.getLogger(OpenStreams.class.getName());

    /** The most bytes that a refresh reads for the readers that wait. */
    private static final int RECENT = 256 * 1024;

    private final SharedContext context;
    private final Lineages lineages;
    private final Consumer<String> expired;
    private final Consumer<SharedStream> touchLater;

    // Guarded by this.
    private final Map<String, WeakReference<SharedStream>> byId = new HashMap<>();
    private final Map<String, Refresh> refreshes = new HashMap<>();

    /** The reads of one stream. Guarded by the table. */
    private static final class Refresh {
        /** The read that has not started yet. */
        private @Nullable CompletableFuture<SharedStream> next;

        private boolean running;
        /** Whether the stream has changed since the running read started. */
        private boolean changed;
    }

    /** @param expired deletes a stream whose lifetime is over, soon */
    OpenStreams(SharedContext context, Lineages lineages, Consumer<String> expired, Consumer<SharedStream> touchLater) {
        this.context = context;
        this.lineages = lineages;
        this.expired = expired;
        this.touchLater = touchLater;
    }

    /** Reads a stream. Completes on a worker thread. */
    synchronized CompletableFuture<SharedStream> open(String id) {
        Refresh refresh = refreshes.computeIfAbsent(id, unknown -> new Refresh());
        @Nullable CompletableFuture<SharedStream> next = refresh.next;
        if (next == null) {
            next = new CompletableFuture<>();
            refresh.next = next;
            @Nullable Throwable noWorker = refresh.running ? null : start(id, refresh);
            if (noWorker != null) {
                // No stage depends on it yet.
                next.completeExceptionally(noWorker);
            }
        }
        return next;
    }

    /** Completes no stage itself: what depends on it must not run within the lock. */
    private @Nullable Throwable start(String id, Refresh refresh) {
        try {
            context.workers().execute(() -> run(id, refresh));
            return null;
        } catch (RuntimeException | Error noWorker) {
            refreshes.remove(id);
            return noWorker;
        }
    }

    private void run(String id, Refresh refresh) {
        CompletableFuture<SharedStream> result;
        synchronized (this) {
            result = Objects.requireNonNull(refresh.next);
            refresh.next = null;
            refresh.running = true;
            refresh.changed = false;
        }
        inUse(id).ifPresent(SharedStream::refreshing);
        @Nullable SharedStream stream = null;
        @Nullable Throwable failure = null;
        try {
            stream = read(id, refresh);
        } catch (RuntimeException | Error unreadable) {
            failure = unreadable;
        }
        if (failure != null && !(failure instanceof RequestRejectedException)) {
            inUse(id).ifPresent(SharedStream::staysStale);
        }
        startNext(id, refresh);
        if (failure == null) {
            result.complete(stream);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private void startNext(String id, Refresh refresh) {
        @Nullable CompletableFuture<SharedStream> next;
        @Nullable Throwable noWorker = null;
        synchronized (this) {
            refresh.running = false;
            next = refresh.next;
            if (next == null) {
                refreshes.remove(id);
            } else {
                noWorker = start(id, refresh);
            }
        }
        if (next != null && noWorker != null) {
            next.completeExceptionally(noWorker);
        }
    }

    private SharedStream read(String id, Refresh refresh) {
        Optional<StoredStream> stored = context.store().find(id);
        if (stored.isEmpty() || stored.get().image().hidden()) {
            ended(id, null);
            throw stored.isEmpty() ? RequestRejectedException.notFound() : RequestRejectedException.deleted();
        }
        StreamImage image = stored.get().image();
        SharedStream stream = current(id, image, refresh);
        if (isOver(image)) {
            expired.accept(id);
            throw RequestRejectedException.notFound();
        }
        return stream;
    }

    /**
     * Whether the lifetime of a stream is over, as far as this server knows. A waiting reader uses the stream, which does
     * not postpone a fixed expiry.
     */
    boolean isOver(StreamImage image) {
        Optional<SharedStream> known = inUse(image.id()).filter(stream -> stream.number() == image.number());
        if (known.isEmpty()) {
            return context.isOver(image);
        }
        boolean waiting =
                image.config().lifetime().expiresAt().isEmpty() && known.get().hasWaiters();
        return !waiting
                && context.isOver(
                        image.lastUsedAt(latest(image.lastUsed(), known.get().lastUsed())));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The stream of this image, with its state. */
    private SharedStream current(String id, StreamImage image, Refresh refresh) {
        Optional<SharedStream> known = inUse(id).filter(stream -> stream.number() == image.number());
        if (known.isPresent()) {
            SharedStream stream = known.get();
            long from = stream.content().state().tail();
            List<StoredChunk> recent = stream.hasWaiters()
                            && from < image.state().tail()
                    ? context.store().chunks(image.number(), from, image.state().tail(), RECENT)
                    : List.of();
            long earliest = context.earliest(image, stream.content().log());
            stream.update(image.state(), image.lastUsed(), earliest, recent);
            return stream;
        }
        ended(id, null);
        SharedStream made = new SharedStream(image, lineages.source(image), context, this::refreshSoon, touchLater);
        made.content().trimmedTo(context.earliest(image, made.content().log()));
        boolean changed;
        synchronized (this) {
            byId.put(id, new WeakReference<>(made));
            changed = refresh.changed;
        }
        if (changed) {
            made.changed();
        }
        return made;
    }

    /** For readers that wait: a failure leaves them waiting, and the next sweep tries again. */
    private void refreshSoon(String id) {
        var unused = open(id).whenComplete((stream, failure) -> {
            if (failure != null && !(failure instanceof RequestRejectedException)) {
                LOG.log(System.Logger.Level.DEBUG, "a stream with waiting readers cannot be read now", failure);
                inUse(id).ifPresent(SharedStream::staysStale);
            }
        });
    }

    synchronized Optional<SharedStream> inUse(String id) {
        WeakReference<SharedStream> known = byId.get(id);
        return known == null ? Optional.empty() : Optional.ofNullable(known.get());
    }

    /** The streams in use. */
    synchronized List<SharedStream> all() {
        byId.values().removeIf(known -> known.refersTo(null));
        List<SharedStream> all = new ArrayList<>();
        for (WeakReference<SharedStream> known : byId.values()) {
            SharedStream stream = known.get();
            if (stream != null) {
                all.add(stream);
            }
        }
        return all;
    }

    /** The whole log of a stream, inherited bytes included. Can read the store. */
    StreamLog log(StreamImage image) {
        return new ReadableContent(image, lineages.source(image), context.content()).log();
    }

    /** Another server has changed this stream, or may have. */
    void changed(String id) {
        Optional<SharedStream> known;
        synchronized (this) {
            Refresh refresh = refreshes.get(id);
            if (refresh != null) {
                refresh.changed = true;
            }
            known = inUse(id);
        }
        known.ifPresent(SharedStream::changed);
    }

    /** Other servers may have changed any stream. */
    void allChanged() {
        List<SharedStream> all;
        synchronized (this) {
            refreshes.values().forEach(refresh -> refresh.changed = true);
            all = all();
        }
        all.forEach(SharedStream::changed);
    }

    /** Ends the use of a stream that was deleted. @param number the number of the deleted stream; null for any */
    void ended(String id, @Nullable Long number) {
        Optional<SharedStream> known;
        synchronized (this) {
            Refresh refresh = refreshes.get(id);
            if (number != null && refresh != null) {
                // The running read may have found the stream before its deletion.
                refresh.changed = true;
            }
            known = inUse(id).filter(stream -> number == null || stream.number() == number);
            if (known.isPresent()) {
                byId.remove(id);
            }
        }
        known.ifPresent(SharedStream::end);
    }
}

package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.IncarnationIds;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamStore;

/**
 * The streams of a store that belongs to this server, by id. One lock guards the set of ids; a look-up takes only the
 * lock of the stream that it finds.
 */
public final class StreamRegistry implements Streams {

    private static final System.Logger LOG = System.getLogger(StreamRegistry.class.getName());

    private final Map<String, DurableStream> byId = new ConcurrentHashMap<>();
    private final StreamRemoval removal = new StreamRemoval(byId);
    private final EngineContext context;
    private final StreamCreation creation;

    public StreamRegistry(EngineContext context) {
        this.context = context;
        StreamStore.Recovered recovered = context.store().recover(this::images);
        // Not the default generator: JDK 17 looks for it with the class loader of the thread, once for the whole JVM.
        IncarnationIds incarnationIds =
                new IncarnationIds(context.calendar(), new SplittableRandom(), recovered.lastIncarnation());
        this.creation = new StreamCreation(this, byId, this::present, context, incarnationIds, recovered.lastNumber());
        recover(recovered);
    }

    /** The committed state of all streams, for a store that writes snapshots. */
    private List<StreamImage> images() {
        return byId.values().stream()
                .filter(stream -> stream.content().isKept())
                .map(DurableStream::image)
                .toList();
    }

    private synchronized void recover(StreamStore.Recovered recovered) {
        Map<Long, DurableStream> byNumber = new HashMap<>();
        for (StreamImage image : recovered.oldestFirst()) {
            DurableStream source = image.config()
                    .fork()
                    .map(forkOrigin -> byNumber.get(forkOrigin.source()))
                    .orElse(null);
            DurableStream stream = new DurableStream(image, source, context);
            stream.content().commit(image.state());
            byNumber.put(image.number(), stream);
            byId.put(image.id(), stream);
            if (source != null) {
                source.content().claims().add();
            }
        }
        // The last run ended between the deletion of a fork and that of its source.
        List<DurableStream> orphans =
                byId.values().stream().filter(DurableStream::isUnneeded).toList();
        for (DurableStream orphan : orphans) {
            var unused = removal.remove(orphan);
        }
        // The needs of all forks are known now: the other bytes can be trimmed.
        byId.values().forEach(DurableStream::sweep);
    }

    /** @throws RequestRejectedException if there is no such stream, or if it is kept for its forks only */
    public DurableStream find(String id) {
        DurableStream stream = present(id).orElseThrow(RequestRejectedException::notFound);
        if (stream.isGone()) {
            throw byId.get(id) == stream ? RequestRejectedException.deleted() : RequestRejectedException.notFound();
        }
        return stream;
    }

    @Override
    public CompletableFuture<ReadableStream> open(String id) {
        return CompletableFuture.completedFuture(readable(id));
    }

    /** The stream that {@link #open} finds. */
    public DurableStream readable(String id) {
        DurableStream stream = find(id);
        if (!stream.content().isKept() || stream.isOver()) {
            throw RequestRejectedException.notFound();
        }
        return stream;
    }

    @Override
    public CompletableFuture<CommittedChange> append(String id, AppendRequest request) {
        return find(id).append(request);
    }

    /** The stream of this id, deleted or not. Starts the deletion of a stream whose lifetime is over. */
    private Optional<DurableStream> present(String id) {
        DurableStream stream = byId.get(id);
        if (stream == null || stream.isLeaving() || !stream.isOver()) {
            return Optional.ofNullable(stream);
        }
        expire(stream);
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public CompletableFuture<CommittedChange> create(String id, CreateRequest request) {
        return creation.create(id, request);
    }

    @Override
    public synchronized CompletableFuture<CommittedChange> delete(String id) {
        DurableStream stream = find(id);
        // Another deletion can still fail, and then this one continues.
        synchronized (stream) {
            return stream.isLeaving() ? stream.submitted().rejectAsDeleted() : removal.remove(stream);
        }
    }

    private synchronized void expire(DurableStream stream) {
        // A concurrent append either extends the lifetime or is too late.
        synchronized (stream) {
            if (byId.get(stream.id()) == stream && !stream.isLeaving() && stream.isOver()) {
                var unused = removal.remove(stream);
            }
        }
    }

    @Override
    public void sweep() {
        // Reads the clocks regularly, even if no stream needs them.
        Instant[] unused = {context.clock().instant(), context.calendar().instant()};
        @Nullable Throwable first = null;
        for (DurableStream stream : byId.values()) {
            try {
                sweep(stream);
            } catch (RuntimeException | Error failure) {
                // The others continue, and this one is tried again in the next run.
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            LOG.log(System.Logger.Level.WARNING, "some streams could not be swept; the first failure", first);
        }
    }

    private void sweep(DurableStream stream) {
        if (!stream.isLeaving() && stream.isOver()) {
            expire(stream);
        } else {
            stream.sweep();
            if (stream.isUnneeded()) {
                dropUnneeded(stream);
            }
        }
    }

    private synchronized void dropUnneeded(DurableStream stream) {
        if (stream.isUnneeded()) {
            var unused = removal.remove(stream);
        }
    }

    @Override
    public StoreHealth health() {
        return context.store().health();
    }

    @Override
    public void close() {
        context.store().close();
    }
}

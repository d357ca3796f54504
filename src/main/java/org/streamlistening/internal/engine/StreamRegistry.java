package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.IncarnationIds;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.StreamStore;

/** All streams by id. One lock guards the set of ids; a look-up needs no lock. */
public final class StreamRegistry {

    private static final System.Logger LOG = System.getLogger(StreamRegistry.class.getName());

    private final Map<String, DurableStream> byId = new ConcurrentHashMap<>();
    private final EngineContext context;

    // Guarded by this.
    private final IncarnationIds incarnationIds;
    private long lastNumber;

    public StreamRegistry(EngineContext context) {
        this.context = context;
        StreamStore.Recovered recovered = context.store().recover();
        this.incarnationIds =
                new IncarnationIds(context.calendar(), RandomGenerator.getDefault(), recovered.lastIncarnation());
        recover(recovered);
    }

    private synchronized void recover(StreamStore.Recovered recovered) {
        lastNumber = recovered.lastNumber();
        Map<Long, DurableStream> byNumber = new HashMap<>();
        for (StreamImage image : recovered.oldestFirst()) {
            DurableStream source = image.config()
                    .fork()
                    .map(forkOrigin -> byNumber.get(forkOrigin.source()))
                    .orElse(null);
            DurableStream stream = new DurableStream(image, source, context);
            stream.content().keep(image.state());
            byNumber.put(image.number(), stream);
            byId.put(image.id(), stream);
            if (source != null) {
                source.content().hold();
            }
        }
        // The last run ended between the deletion of a fork and that of its source.
        List<DurableStream> orphans = byId.values().stream()
                .filter(stream -> stream.isGone() && !stream.content().isForked())
                .toList();
        orphans.forEach(this::remove);
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

    /**
     * As {@link #find}, for readers: they see a stream when its creation is durable, until its deletion is durable or its
     * lifetime is over.
     */
    public DurableStream readable(String id) {
        DurableStream stream = find(id);
        if (!stream.content().isKept() || stream.isOver()) {
            throw RequestRejectedException.notFound();
        }
        return stream;
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

    public CompletableFuture<CommittedChange> create(String id, CreateRequest wanted) {
        Optional<DurableStream> there = present(id);
        if (there.isPresent()) {
            return again(there.get(), wanted);
        }
        Optional<DurableStream> source = wanted.fork().map(this::source);
        Optional<CompletableFuture<CommittedChange>> refused = source.flatMap(StreamRegistry::refusedToFork);
        if (refused.isPresent()) {
            return refused.get();
        }
        CreateDecision plan = CreateDecision.of(wanted, source.orElse(null));
        synchronized (this) {
            DurableStream meanwhile = byId.get(id);
            return meanwhile == null ? begin(id, plan) : again(meanwhile, wanted);
        }
    }

    private synchronized CompletableFuture<CommittedChange> again(DurableStream there, CreateRequest wanted) {
        CompletableFuture<CommittedChange> dropped;
        // Its deletion can still fail, and then the stream exists.
        synchronized (there) {
            if (there.presence() == DeletionState.THERE) {
                return there.confirm(wanted);
            }
            if (there.presence() == DeletionState.HIDDEN) {
                return there.refused(RequestRejectedException.conflict("the stream was deleted, but its forks need it"));
            }
            dropped = there.latest();
        }
        // After the deletion the id is free, and the next creation follows the deletion.
        return dropped.thenCompose(committed -> create(there.id(), wanted));
    }

    private DurableStream source(ForkRequest fork) {
        return present(fork.source()).orElseThrow(StreamRegistry::noSource);
    }

    private static RequestRejectedException noSource() {
        return new RequestRejectedException(Reason.NOT_FOUND, "there is no such stream to fork");
    }

    /** The error for a fork of a deleted stream. */
    private static Optional<CompletableFuture<CommittedChange>> refusedToFork(DurableStream source) {
        synchronized (source) {
            return switch (source.presence()) {
                case THERE -> Optional.empty();
                case HIDDEN -> Optional.of(source.refused(RequestRejectedException.conflict("the stream to fork was deleted")));
                case DROPPED -> Optional.of(source.refused(noSource()));
            };
        }
    }

    private CompletableFuture<CommittedChange> begin(String id, CreateDecision plan) {
        int maxStreams = context.limits().maxStreams();
        if (byId.size() >= maxStreams) {
            throw new RequestRejectedException(Reason.LIMIT_REACHED, "there are " + maxStreams + " streams already");
        }
        plan.source().ifPresent(this::refuseIfTooDeep);
        Optional<CompletableFuture<CommittedChange>> refused = plan.source().flatMap(StreamRegistry::refusedToFork);
        if (refused.isPresent()) {
            return refused.get();
        }
        StreamChange.Created created = plan.created(
                ++lastNumber, incarnationIds.next(), id, context.calendar().instant());
        DurableStream stream = added(created, plan.source());
        return stream.begin(created, () -> undoBegin(stream));
    }

    private DurableStream added(StreamChange.Created created, Optional<DurableStream> source) {
        try {
            DurableStream stream = new DurableStream(StreamImage.before(created), source.orElse(null), context);
            byId.put(created.id(), stream);
            return stream;
        } catch (RuntimeException | Error failure) {
            // Otherwise the source would count a fork that never exists, and could not be deleted.
            source.ifPresent(forked -> forked.content().release());
            throw failure;
        }
    }

    /** The cost of reading a fork grows with its depth. */
    private void refuseIfTooDeep(DurableStream source) {
        int max = context.limits().maxForkDepth();
        if (source.forkDepth() >= max) {
            throw RequestRejectedException.conflict("the stream to fork comes from " + source.forkDepth()
                    + " forks, one out of the other, and no more than " + max + " are allowed (max-fork-depth)");
        }
    }

    private synchronized void undoBegin(DurableStream stream) {
        byId.remove(stream.id(), stream);
        stream.source().ifPresent(source -> source.content().release());
    }

    public synchronized CompletionStage<CommittedChange> delete(String id) {
        DurableStream stream = find(id);
        // Another deletion can still fail, and then this one continues.
        synchronized (stream) {
            return stream.isLeaving() ? stream.refusedAsDeleted() : remove(stream);
        }
    }

    private synchronized void expire(DurableStream stream) {
        // A concurrent append either extends the lifetime or is too late.
        synchronized (stream) {
            if (byId.get(stream.id()) == stream && !stream.isLeaving() && stream.isOver()) {
                remove(stream);
            }
        }
    }

    /** Deletes a stream, and sources that were kept for it only. After a failure the stream still exists. */
    private synchronized CompletionStage<CommittedChange> remove(DurableStream stream) {
        if (stream.content().isForked()) {
            return stream.hide();
        }
        CompletableFuture<CommittedChange> receipt = drop(stream);
        List<CompletableFuture<CommittedChange>> unneeded = new ArrayList<>();
        // A loop, since the lineage can have thousands of streams.
        for (DurableStream source = needlessSource(stream); source != null; source = needlessSource(source)) {
            unneeded.add(drop(source));
        }
        if (unneeded.isEmpty()) {
            return receipt;
        }
        // A caller that is told of the fork finds its sources gone as well. If only that failed, the fork is gone
        // still.
        CompletableFuture<Void> all = CompletableFuture.allOf(unneeded.toArray(CompletableFuture[]::new));
        return receipt.thenCombine(all.handle((dropped, failure) -> true), (fork, told) -> fork);
    }

    private CompletableFuture<CommittedChange> drop(DurableStream stream) {
        return stream.drop(
                () -> byId.remove(stream.id(), stream),
                () -> stream.source().ifPresent(source -> source.content().hold()));
    }

    /** Releases the source of a dropped stream. @return the source, if it was kept for that stream only */
    private static @Nullable DurableStream needlessSource(DurableStream dropped) {
        @Nullable DurableStream source = dropped.source().orElse(null);
        return source != null && !source.content().release() && source.isLeaving() ? source : null;
    }

    /** Deletes expired streams, stores last uses, and trims by retention. Called periodically. */
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
        }
    }
}

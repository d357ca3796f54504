package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.CreateDecision;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.IncarnationIds;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;

/** Creates streams and forks in the table of streams. */
final class StreamCreation {

    private final Object lock;
    private final Map<String, DurableStream> byId;
    private final Function<String, Optional<DurableStream>> present;
    private final EngineContext context;

    // Guarded by the lock.
    private final IncarnationIds incarnationIds;
    private long lastNumber;

    /**
     * @param lock guards the table
     * @param present looks a stream up, deleted or not, and starts the deletion of an expired one
     * @param lastNumber the greatest number of a stream so far
     */
    StreamCreation(
            Object lock,
            Map<String, DurableStream> byId,
            Function<String, Optional<DurableStream>> present,
            EngineContext context,
            IncarnationIds incarnationIds,
            long lastNumber) {
        this.lock = lock;
        this.byId = byId;
        this.present = present;
        this.context = context;
        this.incarnationIds = incarnationIds;
        this.lastNumber = lastNumber;
    }

    CompletableFuture<CommittedChange> create(String id, CreateRequest request) {
        Optional<DurableStream> existing = present.apply(id);
        if (existing.isPresent()) {
            return createAgain(existing.get(), request);
        }
        @Nullable
        DurableStream source = request.fork()
                .map(fork -> present.apply(fork.source()).orElseThrow(CreateDecision::noSource))
                .orElse(null);
        @Nullable CompletableFuture<CommittedChange> rejected = rejectDeletedSource(source);
        if (rejected != null) {
            return rejected;
        }
        @Nullable StreamConfig inherited = source == null ? null : source.config();
        CreateDecision decision = CreateDecision.of(request, inherited);
        synchronized (lock) {
            DurableStream meanwhile = byId.get(id);
            return meanwhile == null ? begin(id, decision, source) : createAgain(meanwhile, request);
        }
    }

    private CompletableFuture<CommittedChange> createAgain(DurableStream existing, CreateRequest request) {
        CompletableFuture<CommittedChange> dropped;
        // Its deletion can still fail, and then the stream exists.
        synchronized (lock) {
            synchronized (existing) {
                if (existing.submitted().deletion() == DeletionState.PRESENT) {
                    return existing.submitted().confirm(request);
                }
                if (existing.submitted().deletion() == DeletionState.HIDDEN) {
                    return existing.submitted()
                            .reject(RequestRejectedException.conflict("the stream was deleted, but its forks need it"));
                }
                dropped = existing.submitted().latest();
            }
        }
        // After the deletion the id is free, and the next creation follows the deletion.
        return dropped.thenCompose(committed -> create(existing.id(), request));
    }

    /** The result of a fork of a deleted stream; null if the source can be forked. */
    private static @Nullable CompletableFuture<CommittedChange> rejectDeletedSource(@Nullable DurableStream source) {
        if (source == null) {
            return null;
        }
        synchronized (source) {
            return switch (source.submitted().deletion()) {
                case PRESENT -> null;
                case HIDDEN ->
                    source.submitted().reject(RequestRejectedException.conflict("the stream to fork was deleted"));
                case DROPPED -> source.submitted().reject(CreateDecision.noSource());
            };
        }
    }

    private CompletableFuture<CommittedChange> begin(
            String id, CreateDecision decision, @Nullable DurableStream source) {
        CreateDecision.rejectTooMany(byId.size(), context.limits());
        if (source != null) {
            CreateDecision.rejectTooDeep(source.forkDepth(), context.limits());
        }
        @Nullable CompletableFuture<CommittedChange> rejected = rejectDeletedSource(source);
        if (rejected != null) {
            return rejected;
        }
        long number = ++lastNumber;
        long incarnation = incarnationIds.next();
        Instant date = context.calendar().instant();
        if (source == null) {
            return begin(decision.created(number, incarnation, id, date), null);
        }
        // From here on, the source keeps the bytes that the fork needs.
        ForkPoint point = source.content().fork(decision.request().fork().orElseThrow());
        try {
            return begin(decision.forked(number, incarnation, id, date, source.number(), point), source);
        } catch (RuntimeException | Error failure) {
            // Otherwise the source would count a fork that never exists, and could not be deleted.
            source.content().claims().remove();
            throw failure;
        }
    }

    private CompletableFuture<CommittedChange> begin(StreamChange.Created created, @Nullable DurableStream source) {
        DurableStream stream = new DurableStream(StreamImage.before(created), source, context);
        try {
            byId.put(stream.id(), stream);
            return stream.begin(created, () -> undoBegin(stream));
        } catch (RuntimeException | Error failure) {
            // Otherwise the next creation would be confirmed, although the store has no such stream.
            byId.remove(stream.id(), stream);
            throw failure;
        }
    }

    /** The store reports that it could not create the stream. */
    private void undoBegin(DurableStream stream) {
        synchronized (lock) {
            byId.remove(stream.id(), stream);
            stream.source().ifPresent(source -> source.content().claims().remove());
        }
    }
}

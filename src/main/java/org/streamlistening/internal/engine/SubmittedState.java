package org.streamlistening.internal.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.AppendDecision;
import org.streamlistening.internal.engine.decision.CreateDecision;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.decision.StreamView;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * The <em>submitted</em> state of a stream: it includes every change that was submitted to the store, and decides about
 * the next change. Guarded by the lock of the stream, except for {@link #deletion}.
 */
final class SubmittedState implements StreamView {

    private final long number;
    private final StreamConfig config;
    private final OffsetLineage offsets;
    private final EngineContext context;
    private final ProducerTable producers;
    private final ChangePipeline changes;

    /** After the submission of a deletion, every other change is too late. */
    private volatile DeletionState deletion;

    /**
     * @param lock the lock of the stream
     * @param onCommit called within the lock with the state after each durable change; can be called again after a
     *     failure
     */
    SubmittedState(
            StreamImage image,
            OffsetLineage offsets,
            EngineContext context,
            Object lock,
            Consumer<StreamState> onCommit) {
        this.number = image.number();
        this.config = image.config();
        this.offsets = offsets;
        this.context = context;
        this.producers = new ProducerTable(image.producers(), context.clock(), context.limits());
        this.changes =
                new ChangePipeline(lock, context.store(), image.state(), committed(image.state(), null), onCommit);
        this.deletion = image.hidden() ? DeletionState.HIDDEN : DeletionState.PRESENT;
    }

    private CommittedChange committed(StreamState after, @Nullable ProducerRequest producer) {
        return CommittedChange.of(config, offsets, after, producer);
    }

    ProducerTable producers() {
        return producers;
    }

    DeletionState deletion() {
        return deletion;
    }

    /** Completes when all changes so far are durable, or with their failure. */
    CompletableFuture<CommittedChange> latest() {
        return changes.latest();
    }

    /** Reports a rejection after the changes that it depends on are durable, or the failure of one of them. */
    CompletableFuture<CommittedChange> reject(RequestRejectedException reason) {
        return changes.reject(reason);
    }

    /** As {@link #reject}, for a deleted stream. */
    CompletableFuture<CommittedChange> rejectAsDeleted() {
        return reject(
                deletion == DeletionState.HIDDEN
                        ? RequestRejectedException.deleted()
                        : RequestRejectedException.notFound());
    }

    /** The first change. For {@code undo}, see {@link ChangePipeline#submit}. */
    CompletableFuture<CommittedChange> begin(StreamChange.Created created, Runnable undo) {
        return submit(created, state().after(created), null, ChangeEffect.NONE, undo);
    }

    /** A repeated creation. */
    CompletableFuture<CommittedChange> confirm(CreateRequest request) {
        try {
            CreateDecision.confirm(config, state().closed(), request);
        } catch (RequestRejectedException reason) {
            return reject(reason);
        }
        return repeated(null);
    }

    private CompletableFuture<CommittedChange> repeated(@Nullable ProducerRequest last) {
        return latest().thenApply(committed -> committed.repeated(last));
    }

    /** @param accepted called before an accepted append is submitted */
    CompletableFuture<CommittedChange> append(AppendRequest request, StoredAppend bytes, Runnable accepted) {
        @Nullable ProducerRequest producer = request.producer();
        Optional<StreamChange.Appended> change;
        try {
            change = AppendDecision.decide(
                    this, request, bytes, context.calendar().instant());
        } catch (RequestRejectedException reason) {
            return reject(reason);
        }
        if (change.isEmpty()) {
            return repeated(producer == null ? null : producers.last(producer.id()));
        }
        accepted.run();
        Consumer<String> onSubmit = request.onSubmit();
        if (onSubmit != null) {
            onSubmit.accept(offsets.token(state().after(change.get()).tail()));
        }
        ChangeEffect effect = producer == null ? ChangeEffect.NONE : producers.write(producer);
        return submit(change.get(), state().after(change.get()), producer, effect, () -> {});
    }

    /**
     * Deletes the stream, with its bytes or only for its readers.
     *
     * @param onCommit called within the lock when the deletion is durable
     * @param undo see {@link ChangePipeline#submit}
     */
    CompletableFuture<CommittedChange> remove(DeletionState then, Runnable onCommit, Runnable undo) {
        DeletionState before = deletion;
        ChangeEffect effect = new ChangeEffect() {
            @Override
            public void begin() {
                deletion = then;
            }

            @Override
            public void commit() {
                onCommit.run();
            }

            @Override
            public void undo() {
                deletion = before;
            }
        };
        StreamChange change =
                then == DeletionState.HIDDEN ? new StreamChange.Hidden(number) : new StreamChange.Dropped(number);
        return submit(change, state(), null, effect, undo);
    }

    private CompletableFuture<CommittedChange> submit(
            StreamChange change,
            StreamState after,
            @Nullable ProducerRequest producer,
            ChangeEffect effect,
            Runnable undo) {
        return changes.submit(change, after, committed(after, producer), effect, undo);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public StreamConfig config() {
        return config;
    }

    @Override
    public StreamState state() {
        return changes.submitted();
    }

    @Override
    public String token(long position) {
        return offsets.token(position);
    }

    @Override
    public @Nullable ProducerRequest lastOf(String producer) {
        return producers.last(producer);
    }

    @Override
    public boolean hasRoomForProducer() {
        return producers.hasRoom();
    }

    @Override
    public EngineLimits limits() {
        return context.limits();
    }
}

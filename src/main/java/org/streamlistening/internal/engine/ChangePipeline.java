package org.streamlistening.internal.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StreamStore;

/**
 * The changes of one stream on their way to the store, and the <em>submitted</em> state that includes them. Guarded by
 * the lock of the stream.
 */
final class ChangePipeline {

    private final Object lock;
    private final StreamStore store;
    private final Consumer<StreamState> onCommit;
    private StreamState submitted;
    private CompletableFuture<CommittedChange> latest;

    /**
     * @param lock the lock of the stream
     * @param onCommit called within the lock with the state after each durable change; can be called again after a
     *     failure
     */
    ChangePipeline(
            Object lock, StreamStore store, StreamState state, CommittedChange last, Consumer<StreamState> onCommit) {
        this.lock = lock;
        this.store = store;
        this.onCommit = onCommit;
        this.submitted = state;
        this.latest = CompletableFuture.completedFuture(last);
    }

    /** The state after all submitted changes. */
    StreamState submitted() {
        return submitted;
    }

    /** Completes when all changes so far are durable, or with their failure. */
    CompletableFuture<CommittedChange> latest() {
        return latest;
    }

    /** Reports a rejection after the changes that it depends on are durable, or the failure of one of them. */
    CompletableFuture<CommittedChange> reject(RequestRejectedException reason) {
        return latest.thenApply(committed -> {
            throw reason;
        });
    }

    /**
     * Submits a change to the store. If this method throws, the store did not accept the change, and its effect
     * here is undone; the caller undoes the rest.
     *
     * @param undo undoes the rest if the store accepted the change and reports a failure; called outside of all locks
     */
    CompletableFuture<CommittedChange> submit(
            StreamChange change, StreamState after, CommittedChange committed, ChangeEffect effect, Runnable undo) {
        PendingChange pending = new PendingChange(after, committed, effect, undo);
        try {
            effect.begin();
            submitted = after;
            latest = pending.result;
            store.submit(change, pending);
        } catch (RuntimeException | Error failure) {
            // For lack of memory, for example.
            pending.undo();
            throw failure;
        }
        return pending.result;
    }

    /** A change that was submitted to the store, with the state of the stream before it. */
    private final class PendingChange implements StreamStore.Outcome {

        private final StreamState before = submitted;
        private final CompletableFuture<CommittedChange> latestBefore = latest;
        private final StreamState after;
        private final CommittedChange committed;
        private final ChangeEffect effect;
        private final Runnable undo;
        private final CompletableFuture<CommittedChange> result = new CompletableFuture<>();
        private volatile @Nullable StoreException failure;

        PendingChange(StreamState after, CommittedChange committed, ChangeEffect effect, Runnable undo) {
            this.after = after;
            this.committed = committed;
            this.effect = effect;
            this.undo = undo;
        }

        private void undo() {
            synchronized (lock) {
                submitted = before;
                latest = latestBefore;
                effect.undo();
            }
        }

        @Override
        public void committed() {
            synchronized (lock) {
                effect.commit();
                onCommit.accept(after);
            }
        }

        @Override
        public void failed(StoreException reason) {
            failure = reason;
            undo();
            undo.run();
        }

        @Override
        public void settled() {
            StoreException reason = failure;
            if (reason == null) {
                result.complete(committed);
            } else {
                result.completeExceptionally(reason);
            }
        }
    }
}

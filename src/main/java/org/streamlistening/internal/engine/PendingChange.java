package org.streamlistening.internal.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamStore;

/** A change that was submitted to the store, with the state of the stream before it. */
final class PendingChange implements StreamStore.Outcome {

    private final DurableStream stream;
    private final StreamState before;
    private final CompletableFuture<CommittedChange> latestBefore;
    private final StreamState after;
    private final CommittedChange committed;
    private final Effect effect;
    private final Runnable undo;
    private final CompletableFuture<CommittedChange> answer = new CompletableFuture<>();
    private volatile @Nullable StoreException failure;

    /** The effect of a change besides the state. All methods are called within the lock of the stream. */
    interface Effect {

        /** No effect. */
        Effect NONE = new Effect() {
            @Override
            public void begin() {
                // No effect.
            }

            @Override
            public void keep() {
                // No effect.
            }

            @Override
            public void undo() {
                // No effect.
            }
        };

        /** The change is about to be submitted. */
        void begin();

        /** The change is durable. Can be called again after a failure. */
        void keep();

        /** The change is undone, after all later ones; also if {@link #begin} failed. */
        void undo();
    }

    /**
     * @param undo undoes everything else, outside of all locks
     */
    PendingChange(
            DurableStream stream,
            StreamState before,
            CompletableFuture<CommittedChange> latestBefore,
            StreamState after,
            CommittedChange committed,
            Effect effect,
            Runnable undo) {
        this.stream = stream;
        this.before = before;
        this.latestBefore = latestBefore;
        this.after = after;
        this.committed = committed;
        this.effect = effect;
        this.undo = undo;
    }

    StreamState before() {
        return before;
    }

    CompletableFuture<CommittedChange> latestBefore() {
        return latestBefore;
    }

    StreamState after() {
        return after;
    }

    Effect effect() {
        return effect;
    }

    CompletableFuture<CommittedChange> answer() {
        return answer;
    }

    @Override
    public void kept() {
        stream.keep(this);
    }

    @Override
    public void failed(StoreException reason) {
        failure = reason;
        stream.undo(this);
        undo.run();
    }

    @Override
    public void told() {
        StoreException reason = failure;
        if (reason == null) {
            answer.complete(committed);
        } else {
            answer.completeExceptionally(reason);
        }
    }
}

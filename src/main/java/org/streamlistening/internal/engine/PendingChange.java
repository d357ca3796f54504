package org.streamlistening.internal.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamStore;

/** A change on its way to the store, and what the stream was before it. */
final class PendingChange implements StreamStore.Outcome {

    private final DurableStream stream;
    private final StreamState before;
    private final CompletableFuture<CommittedChange> latestBefore;
    private final StreamState after;
    private final CommittedChange committed;
    private final Effect effect;
    private final Runnable undo;
    private final CompletableFuture<CommittedChange> answer = new CompletableFuture<>();
    private volatile @Nullable ProtocolError failure;

    /** What a change does beside the state. Both within the stream's lock. */
    interface Effect {

        /** Nothing at all. */
        Effect NONE = new Effect() {
            @Override
            public void begin() {
                // There is nothing.
            }

            @Override
            public void keep() {
                // There is nothing.
            }

            @Override
            public void undo() {
                // There is nothing.
            }
        };

        /** It is about to be handed to the store. */
        void begin();

        /** It can no longer be lost. May be called again if something failed. */
        void keep();

        /** It is taken back, as all that came later was before; also if its beginning failed. */
        void undo();
    }

    /**
     * @param undo takes back what else was done, out of any lock
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
    public void failed(ProtocolError reason) {
        failure = reason;
        stream.undo(this);
        undo.run();
    }

    @Override
    public void told() {
        ProtocolError reason = failure;
        if (reason == null) {
            answer.complete(committed);
        } else {
            answer.completeExceptionally(reason);
        }
    }
}

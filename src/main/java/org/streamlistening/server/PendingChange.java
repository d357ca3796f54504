package org.streamlistening.server;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A change on its way to the store, and what the stream was before it. */
final class PendingChange implements StreamStore.Outcome {

    private final DurableStream stream;
    private final StreamState before;
    private final CompletableFuture<Receipt> latestBefore;
    private final StreamState after;
    private final Receipt receipt;
    private final Effect effect;
    private final Runnable undo;
    private final CompletableFuture<Receipt> answer = new CompletableFuture<>();
    private volatile @Nullable Refusal failure;

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
            CompletableFuture<Receipt> latestBefore,
            StreamState after,
            Receipt receipt,
            Effect effect,
            Runnable undo) {
        this.stream = stream;
        this.before = before;
        this.latestBefore = latestBefore;
        this.after = after;
        this.receipt = receipt;
        this.effect = effect;
        this.undo = undo;
    }

    StreamState before() {
        return before;
    }

    CompletableFuture<Receipt> latestBefore() {
        return latestBefore;
    }

    StreamState after() {
        return after;
    }

    Effect effect() {
        return effect;
    }

    CompletableFuture<Receipt> answer() {
        return answer;
    }

    @Override
    public void kept() {
        stream.keep(this);
    }

    @Override
    public void failed(Refusal reason) {
        failure = reason;
        stream.undo(this);
        undo.run();
    }

    @Override
    public void told() {
        Refusal reason = failure;
        if (reason == null) {
            answer.complete(receipt);
        } else {
            answer.completeExceptionally(reason);
        }
    }
}

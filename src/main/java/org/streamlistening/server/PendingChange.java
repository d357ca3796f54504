package org.streamlistening.server;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A change on its way to the store, and what the stream was before it. */
final class PendingChange implements StreamStore.Outcome {

    private final DurableStream stream;
    private final StreamState before;
    private final CompletableFuture<Receipt> latestBefore;
    private final StreamState after;
    private final @Nullable ProducerStep producer;
    private final Receipt receipt;
    private final Runnable forgetStep;
    private final Runnable undo;
    private final CompletableFuture<Receipt> answer = new CompletableFuture<>();
    private volatile @Nullable Refusal failure;

    /**
     * @param forgetStep takes back the producer's step, within the stream's lock
     * @param undo takes back what else was done, out of any lock
     */
    PendingChange(
            DurableStream stream,
            StreamState before,
            CompletableFuture<Receipt> latestBefore,
            StreamState after,
            @Nullable ProducerStep producer,
            Receipt receipt,
            Runnable forgetStep,
            Runnable undo) {
        this.stream = stream;
        this.before = before;
        this.latestBefore = latestBefore;
        this.after = after;
        this.producer = producer;
        this.receipt = receipt;
        this.forgetStep = forgetStep;
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

    @Nullable
    ProducerStep producer() {
        return producer;
    }

    CompletableFuture<Receipt> answer() {
        return answer;
    }

    void forgetStep() {
        forgetStep.run();
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

package org.streamlistening.internal.produce;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerFencedException;

/** Whether the queue of a producer takes further items, and why not. Guarded by the lock of the queue. */
final class QueueState {

    private boolean ended;
    private @Nullable CompletableFuture<ProducedBatch> closing;
    private @Nullable Throwable firstLoss;

    /** The outcome of the batch that closes the stream; null: there is none. */
    @Nullable
    CompletableFuture<ProducedBatch> closing() {
        return closing;
    }

    void close(CompletableFuture<ProducedBatch> outcome) {
        closing = outcome;
    }

    void failed(ProducerBatch batch, Throwable failure) {
        if (batch.isLost()) {
            lost(failure);
        } else if (batch.closing()) {
            // The stream is still open, and so is the producer.
            closing = null;
        }
    }

    void lost(Throwable failure) {
        firstLoss = firstLoss == null ? failure : firstLoss;
    }

    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    void requireOpen() {
        if (firstLoss instanceof ProducerFencedException fenced) {
            throw fenced.again();
        }
        if (firstLoss != null) {
            throw new IllegalStateException(
                    "a batch was lost: the server may or may not have it. Start again in the next epoch", firstLoss);
        }
        if (ended || closing != null) {
            throw new IllegalStateException(
                    ended ? "the producer was closed" : "the stream is closed, or being closed");
        }
    }
}

package org.streamlistening.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.streamlistening.internal.produce.IdempotentProducer;

/**
 * Writes to one stream, each item exactly once, however often requests are repeated (Protocol, section 5.2.1).
 *
 * <p>The producer collects items into batches, and several batches are in flight at the same time. The stream receives
 * the items in the order in which they were appended. Appending does not wait for the server, unless the buffer is
 * full.
 *
 * <p>The server recognises a batch by its number, not by its content. A writer that was killed and appends the same
 * items again, in the same epoch, gets each of them into the stream exactly once if they form the same batches: with
 * {@link ProducerOptions#maxBatchItems(int) one item per batch}, or with a linger longer than the appending takes. Any
 * other writer must find out which items the stream has, and continue in the next epoch.
 *
 * <p>For any number of threads. It must be closed, which sends the items that are left.
 *
 * @since 0.1
 */
public final class StreamProducer implements AutoCloseable {

    private final IdempotentProducer producer;
    private final Consumer<StreamProducer> onClose;

    /** @param onClose runs each time this is closed */
    StreamProducer(IdempotentProducer producer, Consumer<StreamProducer> onClose) {
        this.producer = producer;
        this.onClose = onClose;
    }

    /**
     * Appends an item. Blocks while the buffer is full.
     *
     * <p>Dependents of the future run on a thread of this library, or on a thread that calls {@link #flush()} or
     * {@link #close()}; they should be short. They may call every method of this producer, also those that block.
     *
     * @return completes when the server has the batch; or with the {@link StreamException} of the request if the server
     *     rejects the batch; or with the {@link Error} that kept the batch from being sent
     * @throws IllegalArgumentException if the item is empty, or is declared as JSON and is no JSON
     * @throws IllegalStateException if the producer or the stream is closed, or an earlier batch was lost, with the
     *     reason as its cause
     * @throws ProducerFencedException if the server rejected an earlier batch because another writer has taken over
     * @throws CancellationException if the thread is interrupted while it waits: the item is not appended, and the
     *     interrupt flag stays set
     */
    public CompletableFuture<ProducedBatch> append(StreamContent item) {
        return producer.append(item);
    }

    /**
     * Blocks until the server has all items that were appended before this call. Their futures are complete then,
     * unless a dependent of one of them makes this call.
     *
     * <p>Each flush that waits for a batch reports its rejection or loss. The next flush reports a failure that no
     * flush waited for.
     *
     * @throws StreamException the first rejection
     * @throws CancellationException if the client is closed before the server has all items; or if the thread is
     *     interrupted: the items are sent nevertheless, and the interrupt flag stays set
     * @throws Error the first error that kept a batch from being sent, such as an error of a supplier of headers
     */
    public void flush() {
        producer.flush();
    }

    /**
     * Sends the items that are left and closes the stream. Blocks until the server has done so. A second call does
     * nothing and returns the same result.
     *
     * @throws StreamClosedException if another writer has closed the stream
     * @throws CancellationException as {@link #closeStream(StreamContent)}
     */
    public ProducedBatch closeStream() {
        return producer.closeStream(null);
    }

    /**
     * Sends the items that are left, appends this last item and closes the stream, both or neither. Blocks until the
     * server has done so. A second call does nothing and returns the same result. If the server rejects the request,
     * the producer remains open.
     *
     * @throws StreamClosedException if another writer has closed the stream
     * @throws CancellationException if the client is closed; or if the thread is interrupted: the stream is closed
     *     nevertheless, a further call waits for the result, and the interrupt flag stays set
     * @throws Error as {@link #flush()}
     */
    public ProducedBatch closeStream(StreamContent last) {
        return producer.closeStream(last);
    }

    /**
     * Sends the items that are left and ends the producer. Blocks until the server has them. The stream stays open. An
     * append at the same time either fails, or this call waits for its item too.
     *
     * @throws StreamException as {@link #flush()}
     * @throws CancellationException as {@link #flush()}; the producer has ended nevertheless, and its items are sent in
     *     the background while the client is open
     */
    @Override
    public void close() {
        producer.end();
        try {
            producer.flush();
        } finally {
            onClose.accept(this);
        }
    }

    /** Ends the producer without blocking. */
    void abandon() {
        producer.end();
        onClose.accept(this);
    }
}

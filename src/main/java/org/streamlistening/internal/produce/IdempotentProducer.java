package org.streamlistening.internal.produce;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.produce.ProducerBatch.Sequence;

/**
 * Writes the items of one stream exactly once. The promises are those of
 * {@link org.streamlistening.client.StreamProducer}.
 */
public final class IdempotentProducer {

    private final BatchQueue queue;
    private final BatchDispatcher dispatcher;

    /** @param threads makes one thread for each request, and one that dispatches the batches */
    public IdempotentProducer(
            StreamId id, ProducerOptions options, StreamOperations operations, ThreadFactory threads) {
        this.queue = new BatchQueue(options);
        this.dispatcher = new BatchDispatcher(queue, new BatchSender(id, options, operations), threads);
        dispatcher.start(new Sequence(options.epoch(), 0));
    }

    public CompletableFuture<ProducedBatch> append(StreamContent item) {
        return queue.add(ItemEncoder.encode(item), item.contentType(), StreamMessage.isJson(item.contentType()));
    }

    public void flush() {
        FlushFailures.Result result = queue.flush();
        dispatcher.complete(result.incomplete());
        if (result.failure() != null) {
            throw Interrupts.unchecked(result.failure());
        }
    }

    /** @param last the last item; null: none */
    public ProducedBatch closeStream(@Nullable StreamContent last) {
        try {
            return queue.addClosing(closing(last)).get();
        } catch (ExecutionException e) {
            throw Interrupts.unchecked(e.getCause());
        } catch (InterruptedException e) {
            throw Interrupts.interrupted(e);
        }
    }

    private static ProducerBatch closing(@Nullable StreamContent last) {
        if (last == null) {
            return new ProducerBatch("", false, true);
        }
        ProducerBatch batch = new ProducerBatch(last.contentType(), StreamMessage.isJson(last.contentType()), true);
        // The caller waits for the future of the whole batch instead.
        var unused = batch.add(ItemEncoder.encode(last));
        return batch;
    }

    /** Takes no further items, and sends those that it has in the background. Does not block. */
    public void end() {
        queue.end();
    }
}

package org.streamlistening.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.produce.ProducerBatch.Sequence;

/** The queue of a producer, between two steps of the thread that sends a batch. */
class BatchQueueTest {

    private final BatchQueue queue = new BatchQueue(ProducerOptions.of("p").maxBatchItems(1));
    private final StreamException rejection = new StreamException("rejected", "chat", 400, false, null, null);

    @Test
    void flushWaitsUntilTheOutcomeOfItsLastBatchIsRecorded() throws Exception {
        queue.add(new byte[1], "text/plain", false);
        ProducerBatch batch = queue.take();
        // The outcome is visible; the queue has not recorded it yet.
        batch.rejected(rejection, new Sequence(0, 0));
        CompletableFuture<FlushFailures.Result> flushed = new CompletableFuture<>();
        Thread flushing = new Thread(() -> flushed.complete(queue.flush()));
        flushing.start();
        Awaitility.await().until(() -> flushed.isDone() || flushing.getState() == Thread.State.TIMED_WAITING);
        queue.record(batch);
        assertThat(flushed.get(10, TimeUnit.SECONDS).failure()).isSameAs(rejection);
        assertThat(queue.flush().failure()).isNull();
    }
}

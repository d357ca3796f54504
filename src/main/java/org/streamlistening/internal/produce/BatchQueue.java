package org.streamlistening.internal.produce;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.internal.http.Interrupts;

/**
 * The queue between the callers of a producer and its dispatcher. For any number of threads: {@code append} waits here
 * for room, {@code flush} for outcomes, the dispatcher for the next batch.
 */
final class BatchQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below is guarded by the lock.
    private final BatchBuffer buffer;
    private final FlushFailures failures = new FlushFailures();
    private final QueueState state = new QueueState();

    BatchQueue(ProducerOptions options) {
        this.buffer = new BatchBuffer(options);
    }

    /**
     * Adds an item. Waits while the buffer is full.
     *
     * @throws IllegalStateException if the producer or the stream was closed, or a batch was lost
     * @throws ProducerFencedException if a batch was rejected because another writer has taken over
     */
    CompletableFuture<ProducedBatch> add(byte[] item, String contentType, boolean json) {
        lock.lock();
        try {
            state.requireOpen();
            while (!buffer.hasRoomFor(item)) {
                // Without this, the open batch would linger and fill the buffer.
                sealOpen();
                await(Long.MAX_VALUE);
                state.requireOpen();
            }
            CompletableFuture<ProducedBatch> outcome = buffer.add(item, contentType, json);
            changed.signalAll();
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds the batch that closes the stream, unless there is one. The queue takes no further items, unless the server
     * rejects the batch. Returns the outcome of the closing batch.
     */
    CompletableFuture<ProducedBatch> addClosing(ProducerBatch batch) {
        lock.lock();
        try {
            CompletableFuture<ProducedBatch> earlier = state.closing();
            if (earlier != null) {
                return earlier;
            }
            state.requireOpen();
            CompletableFuture<ProducedBatch> outcome = buffer.add(batch);
            state.close(outcome);
            changed.signalAll();
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the open batch at once, and waits until all batches that were added before this call have an outcome. */
    FlushFailures.Result flush() {
        lock.lock();
        try {
            sealOpen();
            long last = buffer.lastNumber();
            FlushFailures.Flush flush = failures.begin(last);
            boolean interrupted = true;
            try {
                while (buffer.hasUnrecorded(last)) {
                    await(Long.MAX_VALUE);
                }
                interrupted = false;
            } finally {
                failures.end(flush, interrupted);
            }
            return new FlushFailures.Result(buffer.incomplete(last), flush.failure());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch to send; null: the queue has ended and is empty. */
    @Nullable
    ProducerBatch take() {
        lock.lock();
        try {
            while (!state.isEnded() || buffer.hasSealed()) {
                ProducerBatch next = buffer.poll();
                if (next != null) {
                    return next;
                }
                await(buffer.nanosToNext());
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records the outcome of a batch that was taken. The caller completes its futures afterwards, outside of the lock.
     */
    void record(ProducerBatch batch) {
        lock.lock();
        try {
            Throwable failure = batch.failure();
            if (failure != null) {
                failures.add(batch, failure);
                state.failed(batch, failure);
            }
            buffer.ended(batch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a batch, whose futures are complete. */
    void completed(ProducerBatch batch) {
        lock.lock();
        try {
            buffer.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the queue because no batch can be sent any more. Returns the batches that were not taken. */
    List<ProducerBatch> abort(Throwable failure) {
        lock.lock();
        try {
            end();
            state.lost(failure);
            return buffer.pollAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no further items. */
    void end() {
        lock.lock();
        try {
            state.end();
            buffer.sealOpen();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sealOpen() {
        if (buffer.sealOpen()) {
            changed.signalAll();
        }
    }

    // All callers are loops that check their condition again.
    @SuppressWarnings("WaitNotInLoop")
    private void await(long nanos) {
        try {
            changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Interrupts.interrupted(e);
        }
    }
}

package org.streamlistening.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Puts items together to batches. Who brings more than fits waits; who takes a batch waits until it is worth sending. */
final class BatchQueue {

    private final ProducerOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Deque<Batch> sealed = new ArrayDeque<>();
    private @Nullable Batch open;
    private long openedAt;
    private long buffered;
    private int underWay;
    private boolean closing;
    private boolean ended;
    private @Nullable RuntimeException lost;

    BatchQueue(ProducerOptions options) {
        this.options = options;
    }

    /**
     * Adds an item, once there is room for it.
     *
     * @throws IllegalStateException if the producer or the stream was closed
     */
    CompletableFuture<ProducedBatch> add(byte[] item, String contentType, boolean json) {
        lock.lock();
        try {
            requireOpen();
            while (buffered > 0 && buffered + item.length > options.maxBufferedBytes()) {
                if (open != null) {
                    // It lingers in the very room that is waited for.
                    seal();
                    changed.signalAll();
                }
                await(Long.MAX_VALUE);
                requireOpen();
            }
            if (open != null && !open.takes(contentType, item.length, options)) {
                seal();
            }
            if (open == null) {
                open = new Batch(contentType, json, false);
                openedAt = System.nanoTime();
            }
            open.add(item);
            CompletableFuture<ProducedBatch> result = open.expect();
            buffered += item.length;
            if (open.isFull(options)) {
                seal();
            }
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Adds the batch that closes the stream; nothing comes after it, unless it is refused. */
    CompletableFuture<ProducedBatch> addClosing(Batch batch) {
        lock.lock();
        try {
            requireOpen();
            closing = true;
            seal();
            buffered += batch.weight();
            sealed.add(batch);
            changed.signalAll();
            return batch.expect();
        } finally {
            lock.unlock();
        }
    }

    /** The stream could not be closed after all. */
    void notClosed() {
        lock.lock();
        try {
            closing = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is waiting and nothing is under way; what lingers is sent at once. */
    void flush() {
        lock.lock();
        try {
            seal();
            changed.signalAll();
            while (underWay > 0 || !sealed.isEmpty()) {
                await(Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next batch to send; null: there will be none any more. */
    @Nullable
    Batch take() {
        lock.lock();
        try {
            while (true) {
                if (ended && sealed.isEmpty()) {
                    return null;
                }
                boolean free = underWay < options.maxInFlight();
                long lingers = open == null
                        ? Long.MAX_VALUE
                        : openedAt + TimeUnit.NANOSECONDS.convert(options.linger()) - System.nanoTime();
                if (free && sealed.isEmpty() && lingers <= 0) {
                    seal();
                }
                if (free && !sealed.isEmpty()) {
                    underWay++;
                    return sealed.remove();
                }
                await(free ? lingers : Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A batch is settled. */
    void done(Batch batch) {
        lock.lock();
        try {
            underWay--;
            buffered -= batch.weight();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing can be sent any more, since nobody knows what the server has. */
    void lost(RuntimeException failure) {
        lock.lock();
        try {
            lost = lost == null ? failure : lost;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            seal();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void seal() {
        if (open != null) {
            sealed.add(open);
            open = null;
        }
    }

    private void requireOpen() {
        if (lost != null) {
            throw new IllegalStateException(
                    "a batch was lost, and nobody knows whether the server has it: start again in the next epoch",
                    lost);
        }
        if (ended || closing) {
            throw new IllegalStateException(ended ? "the producer was closed" : "the stream is being closed");
        }
    }

    // Every caller is a loop that asks again what it waits for.
    @SuppressWarnings("WaitNotInLoop")
    private void await(long nanos) {
        try {
            changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting");
            cancelled.initCause(e);
            throw cancelled;
        }
    }
}

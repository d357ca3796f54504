package org.streamlistening.internal.produce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.internal.http.WaitLimits;

/**
 * Puts items together to batches, and keeps the books of a producer: what waits, what is under way, what is settled.
 * {@code append} waits here for room, {@code flush} for batches to be settled, the dispatcher for a batch worth sending.
 */
public final class BatchQueue {

    private final ProducerOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Deque<ProducerBatch> sealed = new ArrayDeque<>();
    // In order, every sealed batch whose futures are not all completed yet.
    private final Set<ProducerBatch> incomplete = new LinkedHashSet<>();
    private final List<Flush> flushes = new ArrayList<>();
    private @Nullable ProducerBatch open;
    private long openedAt;
    private long count;
    private long buffered;
    private int underWay;
    private boolean ended;
    private @Nullable CompletableFuture<ProducedBatch> closing;
    private @Nullable Throwable lost;
    // The first one that no flush has told.
    private @Nullable Throwable untold;

    public BatchQueue(ProducerOptions options) {
        this.options = options;
    }

    /** One call of {@link #flush()}: waits for the batches up to a number. */
    private static final class Flush {

        private final long last;
        private @Nullable Throwable failure;

        Flush(long last) {
            this.last = last;
        }
    }

    /**
     * What a flush found.
     *
     * @param settled batches whose futures are not all completed yet
     * @param failure the first refusal or loss that no earlier flush has told
     */
    public record Flushed(
            List<ProducerBatch> settled, @Nullable Throwable failure) {}

    /**
     * Adds an item, once there is room for it.
     *
     * @throws IllegalStateException if the producer or the stream was closed
     * @throws ProducerFencedException if a batch was refused because another writer has taken over
     */
    public CompletableFuture<ProducedBatch> add(byte[] item, String contentType, boolean json) {
        lock.lock();
        try {
            requireOpen();
            while (buffered > 0 && buffered + item.length > options.maxBufferedBytes()) {
                // It lingers in the very room that is waited for.
                seal();
                await(Long.MAX_VALUE);
                requireOpen();
            }
            if (open != null && !open.takes(contentType, item.length, options)) {
                seal();
            }
            if (open == null) {
                open = new ProducerBatch(contentType, json, false);
                openedAt = System.nanoTime();
            }
            CompletableFuture<ProducedBatch> result = open.add(item);
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

    /**
     * Adds the batch that closes the stream; nothing comes after it, unless it is refused.
     *
     * @return what becomes of it, or of the one that was added before
     */
    public CompletableFuture<ProducedBatch> addClosing(ProducerBatch batch) {
        lock.lock();
        try {
            if (closing != null) {
                return closing;
            }
            requireOpen();
            seal();
            CompletableFuture<ProducedBatch> result = batch.expect();
            buffered += batch.weight();
            enqueue(batch);
            closing = result;
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything that was added before this call is settled; what lingers is sent at once. */
    public Flushed flush() {
        lock.lock();
        try {
            seal();
            Flush flush = new Flush(count);
            flush.failure = untold;
            flushes.add(flush);
            untold = null;
            boolean done = false;
            try {
                while (isUnsettled(flush.last)) {
                    await(Long.MAX_VALUE);
                }
                done = true;
            } finally {
                flushes.remove(flush);
                if (!done && untold == null) {
                    untold = flush.failure;
                }
            }
            List<ProducerBatch> settled = incomplete.stream()
                    .takeWhile(batch -> batch.number() <= flush.last)
                    .toList();
            return new Flushed(settled, flush.failure);
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnsettled(long last) {
        for (ProducerBatch batch : incomplete) {
            if (batch.number() > last) {
                return false;
            }
            if (!batch.isNoted()) {
                return true;
            }
        }
        return false;
    }

    /** The next batch to send; null: there will be none any more. */
    @Nullable
    public ProducerBatch take() {
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

    /** Notes the outcome of a batch that was taken. Its futures are completed afterwards, outside of the lock. */
    public void settled(ProducerBatch batch) {
        lock.lock();
        try {
            underWay--;
            buffered -= batch.weight();
            Throwable failure = batch.failure();
            if (failure != null) {
                failed(batch, failure);
            }
            batch.noted();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(ProducerBatch batch, Throwable failure) {
        boolean told = false;
        for (Flush flush : flushes) {
            if (batch.number() <= flush.last) {
                flush.failure = flush.failure == null ? failure : flush.failure;
                told = true;
            }
        }
        if (!told && untold == null) {
            untold = failure;
        }
        if (batch.isLost()) {
            lost = lost == null ? failure : lost;
        } else if (batch.closing()) {
            closing = null;
        }
    }

    /** Forgets a batch, whose futures are completed. */
    public void completed(ProducerBatch batch) {
        lock.lock();
        try {
            incomplete.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the queue, since no batch can be sent any more. */
    public List<ProducerBatch> abort(Throwable failure) {
        lock.lock();
        try {
            ended = true;
            lost = lost == null ? failure : lost;
            seal();
            List<ProducerBatch> left = List.copyOf(sealed);
            sealed.clear();
            underWay += left.size();
            changed.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    public void end() {
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
            enqueue(open);
            open = null;
        }
    }

    private void enqueue(ProducerBatch batch) {
        batch.sealed(count + 1);
        incomplete.add(batch);
        sealed.add(batch);
        count++;
        changed.signalAll();
    }

    private void requireOpen() {
        if (lost instanceof ProducerFencedException fenced) {
            throw fenced.again();
        }
        if (lost != null) {
            throw new IllegalStateException(
                    "a batch was lost: the server may or may not have it. Start again in the next epoch", lost);
        }
        if (ended || closing != null) {
            throw new IllegalStateException(
                    ended ? "the producer was closed" : "the stream is closed, or being closed");
        }
    }

    // Every caller is a loop that asks again what it waits for.
    @SuppressWarnings("WaitNotInLoop")
    private void await(long nanos) {
        try {
            changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw WaitLimits.interrupted(e);
        }
    }
}

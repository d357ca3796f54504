package org.streamlistening.internal.produce;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerOptions;

/**
 * The batches of a producer: one open batch that takes items, sealed batches that wait for their request, and batches
 * in flight. Guarded by the lock of the queue.
 */
final class BatchBuffer {

    private final ProducerOptions options;
    private final Deque<ProducerBatch> sealed = new ArrayDeque<>();
    // In order, all batches that were sealed and whose futures are not complete.
    private final Set<ProducerBatch> incomplete = new LinkedHashSet<>();
    private @Nullable ProducerBatch open;
    private long openedAt;
    private long count;
    private long bytes;
    private int inFlight;

    BatchBuffer(ProducerOptions options) {
        this.options = options;
    }

    /** Whether the limit of buffered bytes permits another item. An empty buffer takes an item of any length. */
    boolean hasRoomFor(byte[] item) {
        return bytes == 0 || bytes + item.length <= options.maxBufferedBytes();
    }

    /** Adds an item to the open batch, or to a new one if the open batch does not accept it. */
    CompletableFuture<ProducedBatch> add(byte[] item, String contentType, boolean json) {
        if (open != null && !open.accepts(contentType, item.length, options)) {
            sealOpen();
        }
        if (open == null) {
            open = new ProducerBatch(contentType, json, false);
            openedAt = System.nanoTime();
        }
        CompletableFuture<ProducedBatch> outcome = open.add(item);
        bytes += item.length;
        if (open.isFull(options)) {
            sealOpen();
        }
        return outcome;
    }

    /** Adds a batch behind all others. */
    CompletableFuture<ProducedBatch> add(ProducerBatch batch) {
        sealOpen();
        CompletableFuture<ProducedBatch> outcome = batch.newFuture();
        bytes += batch.itemBytes();
        seal(batch);
        return outcome;
    }

    /** Seals the open batch. Returns false if there is none. */
    boolean sealOpen() {
        if (open == null) {
            return false;
        }
        seal(open);
        open = null;
        return true;
    }

    private void seal(ProducerBatch batch) {
        batch.seal(count + 1);
        incomplete.add(batch);
        sealed.add(batch);
        count++;
    }

    /** The number of the batch that was sealed last. */
    long lastNumber() {
        return count;
    }

    boolean hasSealed() {
        return !sealed.isEmpty();
    }

    /** The next batch to send, which is in flight then; null: there is none yet, or too many are in flight. */
    @Nullable
    ProducerBatch poll() {
        if (inFlight >= options.maxInFlight()) {
            return null;
        }
        if (sealed.isEmpty() && nanosToLinger() <= 0) {
            sealOpen();
        }
        ProducerBatch next = sealed.poll();
        if (next != null) {
            inFlight++;
        }
        return next;
    }

    /** How long {@link #poll()} returns null if nothing else changes. */
    long nanosToNext() {
        return inFlight < options.maxInFlight() ? nanosToLinger() : Long.MAX_VALUE;
    }

    private long nanosToLinger() {
        return open == null
                ? Long.MAX_VALUE
                : openedAt + TimeUnit.NANOSECONDS.convert(options.linger()) - System.nanoTime();
    }

    /** All batches that wait for their request. They are in flight then. */
    List<ProducerBatch> pollAll() {
        List<ProducerBatch> all = List.copyOf(sealed);
        sealed.clear();
        inFlight += all.size();
        return all;
    }

    /** The request of a batch has ended. */
    void ended(ProducerBatch batch) {
        inFlight--;
        bytes -= batch.itemBytes();
        batch.setRecorded();
    }

    /** Forgets a batch, whose futures are complete. */
    void remove(ProducerBatch batch) {
        incomplete.remove(batch);
    }

    /** Whether a batch up to this number has no recorded outcome. */
    boolean hasUnrecorded(long last) {
        for (ProducerBatch batch : incomplete) {
            if (batch.number() > last) {
                return false;
            }
            if (!batch.isRecorded()) {
                return true;
            }
        }
        return false;
    }

    /** The batches up to this number with futures that are not complete. */
    List<ProducerBatch> incomplete(long last) {
        return incomplete.stream().takeWhile(batch -> batch.number() <= last).toList();
    }
}

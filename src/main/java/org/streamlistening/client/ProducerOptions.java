package org.streamlistening.client;

import java.time.Duration;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The identity and the batching of an idempotent producer (Protocol, section 5.2.1). Immutable.
 *
 * @param producerId a stable name of the writer, the same after a restart
 * @param epoch the number of this run of the writer. A writer that restarts with a higher epoch fences its earlier
 *     runs: the server rejects their requests
 * @param autoClaim whether the producer takes the next epoch when the server knows a later one, instead of failing.
 *     Only for a writer that never runs twice at the same time: batches in flight at that moment may arrive twice
 * @param maxBatchBytes the largest request in bytes; a longer item travels alone
 * @param maxBatchItems the largest number of items in a request
 * @param linger how long an item may wait for further items of its batch, unless the buffer is full
 * @param maxInFlight the largest number of concurrent requests
 * @param maxBufferedBytes the limit of bytes that wait or are in flight; an append beyond it blocks
 * @since 0.1
 */
public record ProducerOptions(
        String producerId,
        long epoch,
        boolean autoClaim,
        int maxBatchBytes,
        int maxBatchItems,
        Duration linger,
        int maxInFlight,
        long maxBufferedBytes) {

    /** @throws IllegalArgumentException if a value is out of its range; the message has its name */
    public ProducerOptions {
        if (producerId.isBlank()) {
            throw new IllegalArgumentException("producerId must not be empty");
        }
        ProducerSequence.requireNumber("epoch", epoch);
        positive("maxBatchBytes", maxBatchBytes);
        positive("maxBatchItems", maxBatchItems);
        positive("maxInFlight", maxInFlight);
        positive("maxBufferedBytes", maxBufferedBytes);
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative, not " + TimeText.of(linger));
        }
    }

    /** Epoch 0, no auto-claim, 1 MiB and 10,000 items per batch, 5 ms linger, 5 concurrent requests, 16 MiB buffer. */
    public static ProducerOptions of(String producerId) {
        return new ProducerOptions(producerId, 0, false, 1 << 20, 10_000, Duration.ofMillis(5), 5, 16 << 20);
    }

    /** The same options with another epoch. */
    public ProducerOptions epoch(long number) {
        return new ProducerOptions(
                producerId, number, autoClaim, maxBatchBytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same options with or without {@link #autoClaim()}. */
    public ProducerOptions autoClaim(boolean claim) {
        return new ProducerOptions(
                producerId, epoch, claim, maxBatchBytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same options with another limit of bytes per batch. */
    public ProducerOptions maxBatchBytes(int bytes) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, bytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same options with another limit of items per batch. With 1, each item has its own request and number. */
    public ProducerOptions maxBatchItems(int items) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, items, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same options with another linger. */
    public ProducerOptions linger(Duration wait) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, maxBatchItems, wait, maxInFlight, maxBufferedBytes);
    }

    /** The same options with another number of concurrent requests. */
    public ProducerOptions maxInFlight(int requests) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, maxBatchItems, linger, requests, maxBufferedBytes);
    }

    /** The same options with another limit of buffered bytes. */
    public ProducerOptions maxBufferedBytes(long bytes) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, maxBatchItems, linger, maxInFlight, bytes);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}

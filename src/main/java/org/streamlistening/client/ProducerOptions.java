package org.streamlistening.client;

import java.time.Duration;
import org.streamlistening.internal.protocol.TimeText;

/**
 * How an idempotent producer identifies itself and puts its batches together (Protocol, section 5.2.1). Immutable.
 *
 * @param producerId a stable name of this writer, the same after a restart
 * @param epoch which life of this writer this is: count it up when it starts anew, and the server refuses what an
 *     earlier life still sends
 * @param autoClaim whether to take the next epoch when the server knows a later one, instead of failing. Only for
 *     writers of which there is never more than one: what the fenced epoch had under way at that moment may arrive twice
 * @param maxBatchBytes how many bytes go into one request at most, unless a single item has more
 * @param maxBatchItems how many items go into one request at most
 * @param linger how long an item may wait for others before it is sent, unless the buffer is full
 * @param maxInFlight how many requests are under way at the same time
 * @param maxBufferedBytes how much may be waiting or under way; appending more than that blocks
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

    private static final long LARGEST_NUMBER = (1L << 53) - 1;

    /** @throws IllegalArgumentException if a value makes no sense; the message names it */
    public ProducerOptions {
        if (producerId.isBlank()) {
            throw new IllegalArgumentException("producerId must not be empty");
        }
        if (epoch < 0 || epoch > LARGEST_NUMBER) {
            throw new IllegalArgumentException("epoch must be from 0 to 2^53-1, not " + epoch);
        }
        positive("maxBatchBytes", maxBatchBytes);
        positive("maxBatchItems", maxBatchItems);
        positive("maxInFlight", maxInFlight);
        positive("maxBufferedBytes", maxBufferedBytes);
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative, not " + TimeText.of(linger));
        }
    }

    /** Epoch 0, no auto-claim; 1 MiB or 10,000 items a batch, 5 ms of linger, 5 requests at a time, 16 MiB buffered. */
    public static ProducerOptions of(String producerId) {
        return new ProducerOptions(producerId, 0, false, 1 << 20, 10_000, Duration.ofMillis(5), 5, 16 << 20);
    }

    /** The same in another epoch. */
    public ProducerOptions epoch(long number) {
        return new ProducerOptions(
                producerId, number, autoClaim, maxBatchBytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same, taking the next epoch when the server knows a later one. */
    public ProducerOptions autoClaim(boolean claim) {
        return new ProducerOptions(
                producerId, epoch, claim, maxBatchBytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same with smaller or larger batches. */
    public ProducerOptions maxBatchBytes(int bytes) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, bytes, maxBatchItems, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same with fewer or more items a batch. One: each item has a request, and a sequence number, of its own. */
    public ProducerOptions maxBatchItems(int items) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, items, linger, maxInFlight, maxBufferedBytes);
    }

    /** The same with another linger. */
    public ProducerOptions linger(Duration wait) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, maxBatchItems, wait, maxInFlight, maxBufferedBytes);
    }

    /** The same with another number of requests at the same time. */
    public ProducerOptions maxInFlight(int requests) {
        return new ProducerOptions(
                producerId, epoch, autoClaim, maxBatchBytes, maxBatchItems, linger, requests, maxBufferedBytes);
    }

    /** The same with another buffer. */
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

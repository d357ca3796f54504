package org.streamlistening.internal.produce;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;

/**
 * Items of a producer that travel in one request, and the outcome of that request.
 *
 * <p>The outcome is set first, then the queue records it, and only then the futures of the items complete: their
 * dependents may call the producer again.
 */
final class ProducerBatch {

    /** The position of a batch in its epoch (section 5.2.1). */
    record Sequence(long epoch, long number) {

        Sequence next() {
            return new Sequence(epoch, number + 1);
        }
    }

    private final boolean json;
    private final String contentType;
    private final boolean closing;
    // Both grow under the lock of the queue, until the batch is sealed.
    private final List<byte[]> items = new ArrayList<>();
    private final List<CompletableFuture<ProducedBatch>> futures = new ArrayList<>();
    private long itemBytes;
    private long number;
    // Completes with the sequence of the following batch, once this batch is accepted or rejected.
    private final CompletableFuture<Sequence> following = new CompletableFuture<>();
    private volatile @Nullable ProducedBatch result;
    private volatile @Nullable Throwable failure;
    private volatile boolean lost;
    private boolean recorded;

    /** @param closing whether the stream ends with this batch */
    ProducerBatch(String contentType, boolean json, boolean closing) {
        this.contentType = contentType;
        this.json = json;
        this.closing = closing;
    }

    /** The end of an empty sequence of batches: the first real batch follows it. */
    static ProducerBatch before(Sequence first) {
        ProducerBatch none = new ProducerBatch("", false, false);
        none.following.complete(first);
        return none;
    }

    boolean accepts(String type, int bytes, ProducerOptions options) {
        return !closing
                && contentType.equals(type)
                && items.size() < options.maxBatchItems()
                && encodedLength() + bytes <= options.maxBatchBytes();
    }

    /**
     * Adds an item. An {@link OutOfMemoryError} leaves the batch as it was.
     *
     * @param item in JSON mode without the brackets around it
     * @return the outcome of the item
     */
    CompletableFuture<ProducedBatch> add(byte[] item) {
        CompletableFuture<ProducedBatch> future = newFuture();
        boolean added = false;
        try {
            added = items.add(item);
            itemBytes += item.length;
        } finally {
            if (!added) {
                futures.remove(futures.size() - 1);
            }
        }
        return future;
    }

    /** A further future of the outcome. */
    CompletableFuture<ProducedBatch> newFuture() {
        CompletableFuture<ProducedBatch> future = new CompletableFuture<>();
        futures.add(future);
        return future;
    }

    boolean isFull(ProducerOptions options) {
        return items.size() >= options.maxBatchItems() || encodedLength() >= options.maxBatchBytes();
    }

    /** The length of the items as they travel, without the brackets of an array. */
    private long encodedLength() {
        return json ? itemBytes + Math.max(0, items.size() - 1) : itemBytes;
    }

    /** The body of the request; null: the batch has no items. */
    @Nullable
    StreamContent body() {
        if (items.isEmpty()) {
            return null;
        }
        byte[] body = new byte[Math.toIntExact(json ? encodedLength() + 2 : encodedLength())];
        int at = 0;
        for (byte[] item : items) {
            if (json) {
                body[at++] = (byte) (at == 1 ? '[' : ',');
            }
            System.arraycopy(item, 0, body, at, item.length);
            at += item.length;
        }
        if (json) {
            body[at] = ']';
        }
        return StreamContent.of(body, contentType);
    }

    boolean closing() {
        return closing;
    }

    /** The bytes of the items, which count to the limit of buffered bytes. */
    long itemBytes() {
        return itemBytes;
    }

    /** Sets the number of the batch in its producer. The batch takes no more items. */
    void seal(long count) {
        number = count;
    }

    long number() {
        return number;
    }

    /** The sequence of the following batch. Fails if this batch is lost. */
    CompletableFuture<Sequence> following() {
        return following;
    }

    /** The server has the batch. */
    void accepted(ProducedBatch response) {
        result = response;
        following.complete(new Sequence(response.epoch(), response.seq()).next());
    }

    /** The server has rejected the batch: the following batch takes its sequence. */
    void rejected(StreamException rejection, Sequence unused) {
        failure = rejection;
        following.complete(unused);
    }

    /** The server may have the batch or not: the sequence of the following batch is unknown. */
    void lost(Throwable loss) {
        failure = loss;
        lost = true;
        following.completeExceptionally(loss);
    }

    boolean isLost() {
        return lost;
    }

    /** Notes that the queue has recorded the outcome. Guarded by the lock of the queue. */
    void setRecorded() {
        recorded = true;
    }

    /** Whether the queue has recorded the outcome. A flush that looked at the outcome alone could miss a failure. */
    boolean isRecorded() {
        return recorded;
    }

    /**
     * Why the server does not have the batch, or may not have it; null: it has the batch, or the request has not ended.
     */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Completes those futures of a batch with an outcome that are not complete yet. Runs code of the application. */
    void complete() {
        ProducedBatch response = result;
        Throwable cause = failure;
        for (CompletableFuture<ProducedBatch> future : futures) {
            if (response != null) {
                future.complete(response);
            } else if (cause != null) {
                future.completeExceptionally(cause);
            }
        }
    }
}

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
 * Items of a producer that travel in one request, and the request's place in the order of all.
 *
 * <p>Its outcome is set first, then the producer's books are updated, and only then its futures are completed, since
 * their dependents may call the producer again.
 */
public final class ProducerBatch {

    /** Where in an epoch a request stands. */
    public record Place(long epoch, long seq) {

        public Place next() {
            return new Place(epoch, seq + 1);
        }
    }

    private final boolean json;
    private final String contentType;
    private final boolean closing;
    // Both grow under the lock of the queue, until the batch is sealed.
    private final List<byte[]> items = new ArrayList<>();
    private final List<CompletableFuture<ProducedBatch>> futures = new ArrayList<>();
    private long weight;
    private long number;
    // What the next batch starts from: known once this one was accepted, or refused for good.
    private final CompletableFuture<Place> settled = new CompletableFuture<>();
    private volatile @Nullable ProducedBatch result;
    private volatile @Nullable Throwable failure;
    private volatile boolean lost;
    private boolean noted;

    /** @param closing whether the stream ends with this batch */
    public ProducerBatch(String contentType, boolean json, boolean closing) {
        this.contentType = contentType;
        this.json = json;
        this.closing = closing;
    }

    boolean takes(String type, int bytes, ProducerOptions options) {
        return !closing
                && contentType.equals(type)
                && items.size() < options.maxBatchItems()
                && size() + bytes <= options.maxBatchBytes();
    }

    /**
     * Adds an item, or nothing if memory is short.
     *
     * @param item in JSON mode without the brackets around it
     * @return what becomes of the item
     */
    public CompletableFuture<ProducedBatch> add(byte[] item) {
        CompletableFuture<ProducedBatch> future = expect();
        boolean added = false;
        try {
            added = items.add(item);
            weight += item.length;
        } finally {
            if (!added) {
                futures.remove(futures.size() - 1);
            }
        }
        return future;
    }

    /** What becomes of the items so far. */
    CompletableFuture<ProducedBatch> expect() {
        CompletableFuture<ProducedBatch> future = new CompletableFuture<>();
        futures.add(future);
        return future;
    }

    boolean isFull(ProducerOptions options) {
        return items.size() >= options.maxBatchItems() || size() >= options.maxBatchBytes();
    }

    /** The length of the items as they travel, without the brackets of an array. */
    private long size() {
        return json ? weight + Math.max(0, items.size() - 1) : weight;
    }

    @Nullable
    StreamContent body() {
        if (items.isEmpty()) {
            return null;
        }
        byte[] body = new byte[Math.toIntExact(json ? size() + 2 : size())];
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

    long weight() {
        return weight;
    }

    /** Gets its number among the batches of its producer, when nothing is added to it any more. */
    void sealed(long count) {
        number = count;
    }

    long number() {
        return number;
    }

    public CompletableFuture<Place> settled() {
        return settled;
    }

    /** The server has it. */
    void accepted(ProducedBatch answer) {
        result = answer;
        settled.complete(new Place(answer.epoch(), answer.seq()).next());
    }

    /** The server does not want it, and the next batch takes its place. */
    void refused(StreamException refusal, Place place) {
        failure = refusal;
        settled.complete(place);
    }

    /** The server may have it or not: no batch after it can know its place. */
    public void lost(Throwable loss) {
        failure = loss;
        lost = true;
        settled.completeExceptionally(loss);
    }

    /** Its outcome is in the books of the queue, whose lock guards this. */
    void noted() {
        noted = true;
    }

    /** Whether its outcome is in the books of the queue: a flush that looked at the outcome alone could miss to tell it. */
    boolean isNoted() {
        return noted;
    }

    boolean isLost() {
        return lost;
    }

    /** Why the server does not have it, or may not have it; null: it has it, or its request is under way. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Completes the futures of a settled batch, where another thread did not yet. Runs code of the application. */
    public void complete() {
        ProducedBatch answer = result;
        Throwable cause = failure;
        for (CompletableFuture<ProducedBatch> future : futures) {
            if (answer != null) {
                future.complete(answer);
            } else if (cause != null) {
                future.completeExceptionally(cause);
            }
        }
    }
}

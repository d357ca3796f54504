package org.streamlistening.client;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Items of a producer that travel in one request, and the request's place in the order of all. */
final class Batch {

    /** Where in an epoch a request stands. */
    record Place(long epoch, long seq) {

        Place next() {
            return new Place(epoch, seq + 1);
        }
    }

    private final boolean json;
    private final String contentType;
    private final boolean closing;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<CompletableFuture<ProducedBatch>> waiting = new ArrayList<>();
    // What the next batch starts from: known once this one was accepted, or refused for good.
    private final CompletableFuture<Place> settled = new CompletableFuture<>();
    private volatile @Nullable RuntimeException failure;
    private int items;
    private long weight;

    /** @param closing whether the stream ends with this batch */
    Batch(String contentType, boolean json, boolean closing) {
        this.contentType = contentType;
        this.json = json;
        this.closing = closing;
    }

    boolean takes(String type, int bytes, ProducerOptions options) {
        return !closing
                && contentType.equals(type)
                && items < options.maxBatchItems()
                && content.size() + bytes <= options.maxBatchBytes();
    }

    /** @param item in JSON mode without the brackets around it */
    void add(byte[] item) {
        if (json && items > 0) {
            content.write(',');
        }
        content.writeBytes(item);
        items++;
        weight += item.length;
    }

    /** What becomes of the items so far. */
    CompletableFuture<ProducedBatch> expect() {
        CompletableFuture<ProducedBatch> result = new CompletableFuture<>();
        waiting.add(result);
        return result;
    }

    boolean isFull(ProducerOptions options) {
        return items >= options.maxBatchItems() || content.size() >= options.maxBatchBytes();
    }

    @Nullable
    StreamContent body() {
        if (items == 0) {
            return null;
        }
        byte[] bytes = content.toByteArray();
        if (!json) {
            return StreamContent.of(bytes, contentType);
        }
        byte[] array = new byte[bytes.length + 2];
        array[0] = '[';
        System.arraycopy(bytes, 0, array, 1, bytes.length);
        array[array.length - 1] = ']';
        return StreamContent.of(array, contentType);
    }

    boolean closing() {
        return closing;
    }

    long weight() {
        return weight;
    }

    CompletableFuture<Place> settled() {
        return settled;
    }

    /** The server has it. */
    void accepted(ProducedBatch result) {
        settled.complete(new Place(result.epoch(), result.seq()).next());
        waiting.forEach(future -> future.complete(result));
    }

    /** The server does not want it, and the next batch takes its place. */
    void refused(StreamException refusal, Place place) {
        failure = refusal;
        settled.complete(place);
        waiting.forEach(future -> future.completeExceptionally(refusal));
    }

    /** Nobody knows whether the server has it: no batch after it can know its place. */
    void lost(RuntimeException loss) {
        failure = loss;
        settled.completeExceptionally(loss);
        waiting.forEach(future -> future.completeExceptionally(loss));
    }

    /** Why the server does not have it, or may not have it; null: it has it, or is still asked. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }
}

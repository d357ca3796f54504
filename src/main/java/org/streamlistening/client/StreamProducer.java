package org.streamlistening.client;

import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.Batch.Place;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Writes to one stream, each item exactly once, however often requests are repeated (Protocol, section 5.2.1).
 *
 * <p>Items are put together to batches, and several batches are under way at the same time; the stream gets them in the
 * order in which they were appended. Appending does not wait for the server, unless the buffer is full.
 *
 * <p>The server tells batches apart by number, not by content. A writer that was killed and appends the same items once
 * more, in the same epoch, gets each of them into the stream exactly once if they make up the same batches: with
 * {@link ProducerOptions#maxBatchItems(int) one item a batch}, or with a linger longer than it appends. Otherwise find
 * out where to go on, and use the next epoch.
 *
 * <p>For any number of threads. Close it: that sends what is left.
 */
public final class StreamProducer implements AutoCloseable {

    private final JsonProvider json;
    private final BatchQueue queue;
    private final BatchSender sender;
    private final ThreadFactory threads;
    private final Consumer<StreamProducer> onClose;
    private final AtomicReference<@Nullable RuntimeException> firstFailure = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<ProducedBatch>> closing = new AtomicReference<>();

    /** @param onClose is told when this is closed, each time */
    StreamProducer(ProducerOptions options, BatchSender sender, JsonProvider json, Consumer<StreamProducer> onClose) {
        this.onClose = onClose;
        this.json = json;
        this.queue = new BatchQueue(options);
        this.sender = sender;
        this.threads = WaitingThreads.named("streamlistening-producer");
        inBackground(() -> dispatch(new Place(options.epoch(), 0)));
    }

    /**
     * Appends an item. Waits while the buffer is full.
     *
     * @return completed when the server has the batch, or with the {@link StreamException} that it refused it with.
     *     Actions that depend on it run on a thread of this library: keep them short
     * @throws IllegalArgumentException if the item is empty, or said to be JSON and is not
     * @throws IllegalStateException if the producer or the stream is closed, or a batch before was lost
     */
    public CompletableFuture<ProducedBatch> append(StreamContent item) {
        return queue.add(inner(item), item.contentType(), StreamMessage.isJson(item.contentType()));
    }

    /**
     * Waits until the server has everything that was appended.
     *
     * @throws StreamException the first one since the last call that a batch was refused with
     */
    public void flush() {
        queue.flush();
        RuntimeException failure = firstFailure.getAndSet(null);
        if (failure != null) {
            throw failure;
        }
    }

    /** Sends what is left and closes the stream. The second time nothing happens, and the result is the same. */
    public ProducedBatch closeStream() {
        return closeStream(new Batch("", false, true));
    }

    /**
     * Sends what is left, appends this last item and closes the stream, both or neither. The second time nothing
     * happens, and the result is the same.
     *
     * @throws StreamClosedException if somebody else closed it before
     */
    public ProducedBatch closeStream(StreamContent last) {
        Batch batch = new Batch(last.contentType(), StreamMessage.isJson(last.contentType()), true);
        batch.add(inner(last));
        return closeStream(batch);
    }

    private ProducedBatch closeStream(Batch batch) {
        CompletableFuture<ProducedBatch> mine = new CompletableFuture<>();
        CompletableFuture<ProducedBatch> first = closing.compareAndExchange(null, mine);
        if (first != null) {
            return result(first);
        }
        try {
            ProducedBatch closed = result(queue.addClosing(batch));
            mine.complete(closed);
            return closed;
        } catch (RuntimeException e) {
            closing.set(null);
            queue.notClosed();
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /**
     * Sends what is left and ends the producer. The stream stays open.
     *
     * @throws StreamException as {@link #flush()} does
     */
    @Override
    public void close() {
        try {
            flush();
        } finally {
            abandon();
        }
    }

    /** Ends without waiting for anything. */
    void abandon() {
        queue.end();
        onClose.accept(this);
    }

    private void inBackground(Runnable work) {
        threads.newThread(work).start();
    }

    /** On a thread of its own: gives each batch its place, and sends it on another one. */
    private void dispatch(Place first) {
        Batch before = new Batch("", false, false);
        before.settled().complete(first);
        Place guess = first;
        for (Batch batch = queue.take(); batch != null; batch = queue.take()) {
            Batch current = batch;
            Batch front = before;
            Place known = before.settled().isDone() && !before.settled().isCompletedExceptionally()
                    ? before.settled().join()
                    : guess;
            inBackground(() -> {
                sender.send(current, front, known);
                settled(current);
            });
            before = current;
            guess = known.next();
        }
    }

    private void settled(Batch batch) {
        RuntimeException failure = batch.failure();
        if (failure != null) {
            firstFailure.compareAndSet(null, failure);
        }
        if (failure != null && batch.settled().isCompletedExceptionally()) {
            queue.lost(failure);
        }
        queue.done(batch);
    }

    private byte[] inner(StreamContent item) {
        if (item.length() == 0) {
            throw new IllegalArgumentException("an item must not be empty");
        }
        if (!StreamMessage.isJson(item.contentType())) {
            return item.shared();
        }
        String text = new String(item.shared(), StandardCharsets.UTF_8);
        String array = text.stripLeading().startsWith("[") ? text : "[" + text + "]";
        StringBuilder messages = new StringBuilder(array.length());
        JsonMessages source = JsonMessages.of(array, item.contentType());
        try {
            for (StreamMessage message = source.next(1); message != null; message = source.next(1)) {
                messages.append(messages.isEmpty() ? "" : ",").append(message.text());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the item is not JSON", e);
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("the item is an empty array, which holds no message");
        }
        return messages.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ProducedBatch result(CompletableFuture<ProducedBatch> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted while waiting");
        }
    }
}

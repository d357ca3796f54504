package org.streamlistening.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.WaitLimits;
import org.streamlistening.internal.produce.BatchQueue;
import org.streamlistening.internal.produce.BatchQueue.Flushed;
import org.streamlistening.internal.produce.BatchSender;
import org.streamlistening.internal.produce.ProducerBatch;
import org.streamlistening.internal.produce.ProducerBatch.Place;
import org.streamlistening.internal.read.body.JsonArrayMessages;

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

    private final BatchQueue queue;
    private final BatchSender sender;
    private final ThreadFactory threads;
    private final Consumer<StreamProducer> onClose;
    // The threads that complete futures right now.
    private final Set<Thread> completing = ConcurrentHashMap.newKeySet();

    /**
     * @param threads makes one thread for each request, and one for the order of all
     * @param onClose is told when this is closed, each time
     */
    StreamProducer(
            ProducerOptions options, BatchSender sender, ThreadFactory threads, Consumer<StreamProducer> onClose) {
        this.onClose = onClose;
        this.queue = new BatchQueue(options);
        this.sender = sender;
        this.threads = threads;
        inBackground(() -> dispatch(new Place(options.epoch(), 0)));
    }

    /**
     * Appends an item. Waits while the buffer is full.
     *
     * <p>Dependents of the future run on a thread of this library, or on one that calls {@link #flush()} or
     * {@link #close()}: keep them short. They may call every method of this producer, also those that wait.
     *
     * @return completed when the server has the batch, or with the {@link StreamException} that it refused it with, or
     *     with the {@link Error} that kept the batch from being sent
     * @throws IllegalArgumentException if the item is empty, or said to be JSON and is not
     * @throws IllegalStateException if the producer or the stream is closed, or a batch before was lost; the cause says
     *     why it was lost
     * @throws ProducerFencedException if the server refused an earlier batch because another writer has taken over
     * @throws CancellationException if the thread was interrupted while it waited: the item was not appended, and the
     *     interrupt flag is set
     */
    public CompletableFuture<ProducedBatch> append(StreamContent item) {
        return queue.add(inner(item), item.contentType(), StreamMessage.isJson(item.contentType()));
    }

    /**
     * Waits until the server has everything that was appended before this call. The futures of all that are done then,
     * unless this is called by a dependent of one.
     *
     * <p>Each flush that waited for a batch that was refused or lost tells it; one that nothing waited for is told by
     * the next flush.
     *
     * @throws StreamException the first one that a batch was refused with
     * @throws CancellationException if the client was closed before the server had all of it; or if the thread was
     *     interrupted: what was appended is sent nevertheless, and the interrupt flag is set
     * @throws Error the first one that kept a batch from being sent, such as one of a supplier of headers
     */
    public void flush() {
        Flushed flushed = queue.flush();
        if (!completing.contains(Thread.currentThread())) {
            // The threads that sent them complete these, too, but may be kept up by the code of a dependent.
            flushed.settled().forEach(this::complete);
        }
        if (flushed.failure() != null) {
            throw WaitLimits.unchecked(flushed.failure());
        }
    }

    /**
     * Sends what is left and closes the stream. The second time nothing happens, and the result is the same.
     *
     * @throws StreamClosedException if another writer closed it before
     * @throws CancellationException as {@link #closeStream(StreamContent)} does
     */
    public ProducedBatch closeStream() {
        return closeStream(new ProducerBatch("", false, true));
    }

    /**
     * Sends what is left, appends this last item and closes the stream, both or neither. The second time nothing
     * happens, and the result is the same. If the server refuses, the producer goes on as before.
     *
     * @throws StreamClosedException if another writer closed it before
     * @throws CancellationException if the client was closed; or if the thread was interrupted: the stream is closed
     *     nevertheless, a further call waits for that again, and the interrupt flag is set
     * @throws Error as {@link #flush()} does
     */
    public ProducedBatch closeStream(StreamContent last) {
        ProducerBatch batch = new ProducerBatch(last.contentType(), StreamMessage.isJson(last.contentType()), true);
        // The batch has a future of its own, which this call waits for.
        var unused = batch.add(inner(last));
        return closeStream(batch);
    }

    private ProducedBatch closeStream(ProducerBatch batch) {
        try {
            return queue.addClosing(batch).get();
        } catch (ExecutionException e) {
            throw WaitLimits.unchecked(e.getCause());
        } catch (InterruptedException e) {
            throw WaitLimits.interrupted(e);
        }
    }

    /**
     * Sends what is left and ends the producer. The stream stays open. An append at the same time is either refused, or
     * this waits for it, too.
     *
     * @throws StreamException as {@link #flush()} does
     * @throws CancellationException as {@link #flush()} does; the producer has ended nevertheless, and what was appended
     *     is sent in the background as long as the client is open
     */
    @Override
    public void close() {
        queue.end();
        try {
            flush();
        } finally {
            onClose.accept(this);
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

    /** On a thread of its own. */
    private void dispatch(Place first) {
        try {
            sendAll(first);
        } catch (Throwable e) {
            // What is appended and cannot be sent any more is waited for.
            for (ProducerBatch batch : queue.abort(e)) {
                lost(batch, e);
            }
            throw e;
        }
    }

    /** Gives each batch its place, and sends it on a thread of its own. */
    private void sendAll(Place first) {
        ProducerBatch before = new ProducerBatch("", false, false);
        before.settled().complete(first);
        Place guess = first;
        for (ProducerBatch batch = queue.take(); batch != null; batch = queue.take()) {
            ProducerBatch current = batch;
            ProducerBatch front = before;
            Place known = before.settled().isDone() && !before.settled().isCompletedExceptionally()
                    ? before.settled().join()
                    : guess;
            try {
                inBackground(() -> {
                    sender.send(current, front, known);
                    settle(current);
                });
            } catch (Throwable e) {
                // There may be too many threads.
                lost(current, e);
            }
            before = current;
            guess = known.next();
        }
    }

    private void lost(ProducerBatch batch, Throwable failure) {
        batch.lost(failure);
        settle(batch);
    }

    /** In this order: dependents of the futures may call this producer, and wait. */
    private void settle(ProducerBatch batch) {
        queue.settled(batch);
        complete(batch);
    }

    private void complete(ProducerBatch batch) {
        boolean outermost = completing.add(Thread.currentThread());
        try {
            batch.complete();
        } finally {
            if (outermost) {
                completing.remove(Thread.currentThread());
            }
            queue.completed(batch);
        }
    }

    private byte[] inner(StreamContent item) {
        if (item.length() == 0) {
            throw new IllegalArgumentException("an item must not be empty");
        }
        if (!StreamMessage.isJson(item.contentType())) {
            return item.toBytes();
        }
        String text = new String(item.toBytes(), StandardCharsets.UTF_8);
        String array = text.stripLeading().startsWith("[") ? text : "[" + text + "]";
        StringBuilder messages = new StringBuilder(array.length());
        JsonArrayMessages source = JsonArrayMessages.of(array, item.contentType(), MessageBudget.unlimited());
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
}

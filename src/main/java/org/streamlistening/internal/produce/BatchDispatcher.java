package org.streamlistening.internal.produce;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.streamlistening.internal.produce.ProducerBatch.Sequence;

/**
 * Takes the batches from the queue in order, sends each on a thread of its own, and completes the futures of its items.
 * One further thread takes the batches.
 */
final class BatchDispatcher {

    private final BatchQueue queue;
    private final BatchSender sender;
    private final ThreadFactory threads;
    // The threads that complete futures at the moment.
    private final Set<Thread> completing = ConcurrentHashMap.newKeySet();

    BatchDispatcher(BatchQueue queue, BatchSender sender, ThreadFactory threads) {
        this.queue = queue;
        this.sender = sender;
        this.threads = threads;
    }

    /** Starts a thread that sends all batches until the queue ends. */
    void start(Sequence first) {
        run(() -> dispatch(first));
    }

    private void run(Runnable work) {
        threads.newThread(work).start();
    }

    private void dispatch(Sequence first) {
        try {
            sendAll(first);
        } catch (Throwable e) {
            // Callers may wait for the outcome of batches that cannot be sent any more.
            for (ProducerBatch batch : queue.abort(e)) {
                lost(batch, e);
            }
            throw e;
        }
    }

    private void sendAll(Sequence first) {
        ProducerBatch before = ProducerBatch.before(first);
        Sequence assumed = first;
        for (ProducerBatch batch = queue.take(); batch != null; batch = queue.take()) {
            Sequence sequence = sequence(before, assumed);
            start(batch, before, sequence);
            before = batch;
            assumed = sequence.next();
        }
    }

    /** The sequence of the batch after this one: as the server has confirmed it, or as assumed. */
    private static Sequence sequence(ProducerBatch before, Sequence assumed) {
        boolean known = before.following().isDone() && !before.following().isCompletedExceptionally();
        return known ? before.following().join() : assumed;
    }

    private void start(ProducerBatch batch, ProducerBatch before, Sequence sequence) {
        try {
            run(() -> {
                sender.send(batch, before, sequence);
                finish(batch);
            });
        } catch (Throwable e) {
            // The thread could not be created.
            lost(batch, e);
        }
    }

    private void lost(ProducerBatch batch, Throwable failure) {
        batch.lost(failure);
        finish(batch);
    }

    /** Records the outcome before the futures complete: their dependents may call this producer, and wait. */
    private void finish(ProducerBatch batch) {
        queue.record(batch);
        complete(batch);
    }

    /**
     * Completes the futures of these batches, unless the calling thread is completing some already. The sending threads
     * complete them too, but a dependent may delay these threads.
     */
    void complete(List<ProducerBatch> batches) {
        if (!completing.contains(Thread.currentThread())) {
            batches.forEach(this::complete);
        }
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
}

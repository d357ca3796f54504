package org.streamlistening.internal.engine.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.store.StoreException;

/**
 * The appends on their way to the store, by stream: those that arrive while a transaction of their stream runs become
 * the next one together. Each stream has at most one transaction of appends at a time at this server.
 *
 * <p>Guarded by itself; transactions run outside of the lock, on the worker threads.
 */
final class AppendQueues {

    /** The most requests, and about the most bytes, of one transaction. */
    private static final int MOST = 1000;

    private static final int MOST_BYTES = 1 << 20;

    /** The most bytes that wait at this server. */
    private static final long MOST_WAITING = 256L << 20;

    private final Executor workers;
    private final BiConsumer<String, List<PendingAppend>> transaction;

    // Guarded by this.
    /** A stream is here from its first request until no request waits after a transaction. */
    private final Map<String, Deque<PendingAppend>> queues = new HashMap<>();

    private long waiting;

    /** @param transaction completes the results; does not throw */
    AppendQueues(Executor workers, BiConsumer<String, List<PendingAppend>> transaction) {
        this.workers = workers;
        this.transaction = transaction;
    }

    CompletableFuture<CommittedChange> append(String id, AppendRequest request) {
        PendingAppend append = new PendingAppend(request);
        if (isFirst(id, append)) {
            start(id);
        }
        return append.result();
    }

    private synchronized boolean isFirst(String id, PendingAppend append) {
        if (waiting + append.size() > MOST_WAITING) {
            throw StoreException.unavailable("too many appends wait for the database");
        }
        waiting += append.size();
        Deque<PendingAppend> queue = queues.get(id);
        if (queue != null) {
            queue.add(append);
            return false;
        }
        queues.put(id, new ArrayDeque<>(List.of(append)));
        return true;
    }

    private void start(String id) {
        try {
            workers.execute(() -> run(id));
        } catch (RuntimeException | Error noWorker) {
            // The server ends, or has no memory for a thread.
            abandoned(id).forEach(append -> append.result().completeExceptionally(noWorker));
        }
    }

    private synchronized List<PendingAppend> abandoned(String id) {
        Deque<PendingAppend> queue = queues.remove(id);
        List<PendingAppend> all = queue == null ? List.of() : List.copyOf(queue);
        all.forEach(append -> waiting -= append.size());
        return all;
    }

    private void run(String id) {
        try {
            transaction.accept(id, next(id));
        } finally {
            if (hasMore(id)) {
                // Behind the other streams that wait for a worker.
                start(id);
            }
        }
    }

    private synchronized List<PendingAppend> next(String id) {
        Deque<PendingAppend> queue = queues.get(id);
        List<PendingAppend> together = new ArrayList<>();
        int bytes = 0;
        while (queue != null && !queue.isEmpty() && together.size() < MOST && bytes < MOST_BYTES) {
            PendingAppend append = queue.remove();
            bytes += append.size();
            together.add(append);
        }
        waiting -= bytes;
        return together;
    }

    private synchronized boolean hasMore(String id) {
        Deque<PendingAppend> queue = queues.get(id);
        if (queue != null && queue.isEmpty()) {
            queues.remove(id);
            return false;
        }
        return queue != null;
    }
}

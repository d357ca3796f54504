package org.streamlistening.internal.store.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.store.StreamStore;

/**
 * What waits for the disk. Whoever comes while the disk is busy is kept together with all others that came meanwhile.
 * Safe for any thread.
 */
final class CommitQueue {

    /** More than that may not wait: the disk is slower than the writers, and memory is not there to hide it. */
    private static final long MAX_WAITING_BYTES =
            Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 4);

    private static final long MAX_BYTES_AT_ONCE = 4 << 20;

    /** A list that adds all of an element or, short of memory, nothing: an array that has to grow could lose others. */
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();

    private long waitingBytes;
    private @Nullable StoreException error;
    private boolean closed;

    /** A change, and who wants to know what became of it. */
    record Pending(StreamChange change, StreamStore.Outcome outcome) {

        int size() {
            if (change instanceof StreamChange.Appended appended) {
                return appended.append().size();
            }
            return change instanceof StreamChange.Created created
                    ? created.append().size()
                    : 0;
        }
    }

    /** @return why it is not taken, or nothing if it is */
    synchronized @Nullable StoreException add(Pending pending) {
        if (error != null) {
            return error;
        }
        if (waitingBytes > MAX_WAITING_BYTES) {
            return StoreException.unavailable("the disk cannot keep up");
        }
        waiting.add(pending);
        waitingBytes += pending.size();
        notifyAll();
        return null;
    }

    /** Waits for something to commit; an empty list if the queue was closed. */
    synchronized List<Pending> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Pending> taken = new ArrayList<>();
        long bytes = 0;
        for (Pending next : waiting) {
            if (bytes >= MAX_BYTES_AT_ONCE) {
                break;
            }
            bytes += next.size();
            taken.add(next);
        }
        // Nothing is taken out before all of it is in the list: memory may have been short.
        for (int i = taken.size(); i > 0; i--) {
            waiting.remove();
        }
        waitingBytes -= bytes;
        return taken;
    }

    /** Takes nothing more, for this reason. @return what was taken out before, and all that waits behind it */
    synchronized List<Pending> refuse(StoreException reason, List<Pending> taken) {
        error = reason;
        List<Pending> all = new ArrayList<>(taken);
        all.addAll(waiting);
        waiting.clear();
        waitingBytes = 0;
        return all;
    }

    synchronized void takeAgain() {
        if (!closed) {
            error = null;
        }
    }

    /** Takes nothing more; what waits is still committed. */
    synchronized void close() {
        closed = true;
        error = StoreException.unavailable("the server is about to end");
        notifyAll();
    }

    synchronized boolean isDone() {
        return closed && waiting.isEmpty();
    }
}

package org.streamlistening.internal.store.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StreamStore;

/**
 * The changes that wait for the disk. Changes that arrive while the disk is busy are committed together. Thread-safe.
 */
final class CommitQueue {

    /** The most bytes that wait: beyond this, the disk is slower than the writers. */
    private static final long MAX_WAITING_BYTES =
            Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 4);

    private static final long MAX_BYTES_AT_ONCE = 4 << 20;

    /**
     * A linked queue adds an element or, short of memory, nothing; an array that must grow could lose other elements.
     */
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();

    private long waitingBytes;
    private @Nullable StoreException error;
    private boolean closed;

    /** A change, and the receiver of its outcome. */
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

    /** @return why the change is not accepted; null if it is */
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

    /** Waits for changes to commit. @return an empty list if the queue was closed */
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
        // Nothing is removed before the list is complete: memory can run short.
        for (int i = taken.size(); i > 0; i--) {
            waiting.remove();
        }
        waitingBytes -= bytes;
        return taken;
    }

    /** Rejects changes from now on. @return the changes that were taken before, and all waiting ones after them */
    synchronized List<Pending> reject(StoreException reason, List<Pending> taken) {
        error = reason;
        List<Pending> all = new ArrayList<>(taken);
        all.addAll(waiting);
        waiting.clear();
        waitingBytes = 0;
        return all;
    }

    synchronized void acceptAgain() {
        if (!closed) {
            error = null;
        }
    }

    /** Rejects changes from now on; waiting ones are still committed. */
    synchronized void close() {
        closed = true;
        error = StoreException.unavailable("the server is about to end");
        notifyAll();
    }

    synchronized boolean isDone() {
        return closed && waiting.isEmpty();
    }
}

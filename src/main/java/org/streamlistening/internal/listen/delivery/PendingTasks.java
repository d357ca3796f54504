package org.streamlistening.internal.listen.delivery;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A queue that takes no memory while it is empty, since each idle listener has one. Thread-safe. */
final class PendingTasks {

    /** Null while it is empty. Guarded by this. */
    private @Nullable Queue<Runnable> tasks;

    synchronized void add(Runnable task) {
        Queue<Runnable> queue = tasks == null ? new ArrayDeque<>(2) : tasks;
        queue.add(task);
        tasks = queue;
    }

    /** Removes the oldest task; null: there is none. */
    synchronized @Nullable Runnable poll() {
        Queue<Runnable> queue = tasks;
        if (queue == null) {
            return null;
        }
        Runnable oldest = queue.poll();
        tasks = queue.isEmpty() ? null : queue;
        return oldest;
    }

    synchronized boolean isEmpty() {
        return tasks == null;
    }
}

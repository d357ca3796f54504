package org.streamlistening.internal.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The container's executor until the application stops. Later tasks are dropped: their sessions are gone, and Open
 * Liberty keeps the class loader of an application that submits a task after its stop.
 */
final class ApplicationExecutor implements Executor, AutoCloseable {

    private final Executor container;
    private final ReadWriteLock end = new ReentrantReadWriteLock();
    private volatile boolean closed;

    ApplicationExecutor(Executor container) {
        this.container = container;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if the container rejects the task */
    @Override
    public void execute(Runnable task) {
        end.readLock().lock();
        try {
            if (!closed) {
                container.execute(() -> run(task));
            }
        } finally {
            end.readLock().unlock();
        }
    }

    /** The task may have waited for a thread until after the stop of the application. */
    private void run(Runnable task) {
        if (!closed) {
            task.run();
        }
    }

    /** Once this method has returned, no task is submitted. It does not wait for running tasks. */
    @Override
    public void close() {
        end.writeLock().lock();
        try {
            closed = true;
        } finally {
            end.writeLock().unlock();
        }
    }
}

package org.streamlistening.internal.listen.delivery;

import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs the deliveries to one listener. Streams whose deliveries wait for a thread are served in turn. Thread-safe. */
@FunctionalInterface
public interface DeliveryExecutor {

    /** The stream of a task that belongs to none. */
    String NO_STREAM = "";

    /**
     * Runs the delivery on another thread, after those of the same stream that were submitted before. Throws if it
     * cannot accept the delivery, which does not run then.
     */
    void execute(String streamId, Runnable delivery);

    /** Runs deliveries on this executor, which does not tell streams apart. */
    static DeliveryExecutor of(Executor executor) {
        return (stream, delivery) -> executor.execute(delivery);
    }

    /** An executor for work on the first of these tasks, which names the stream; for none, if the queue is empty. */
    default Executor forFirstOf(Queue<DeliveryTask> tasks) {
        return work -> {
            DeliveryTask first = tasks.peek();
            execute(first == null ? NO_STREAM : first.streamId(), work);
        };
    }

    /** An executor for tasks that belong to no stream. */
    default Executor withoutStream() {
        return task -> execute(NO_STREAM, task);
    }
}

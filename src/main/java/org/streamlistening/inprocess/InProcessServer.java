package org.streamlistening.inprocess;

import java.io.IOException;
import java.util.Optional;
import org.streamlistening.metrics.ServerMetrics;

/**
 * A Durable Streams server in this process. Its callers belong to the application and have all rights; the limits of
 * the server apply to them as to any other client.
 *
 * <p>For any number of threads.
 *
 * @since 0.1
 */
public interface InProcessServer {

    /**
     * Starts a request without blocking. The response may begin later.
     *
     * @throws IOException if the server has ended
     */
    InProcessResponse send(InProcessRequest request) throws IOException;

    /** Whether the server has ended, so that no further request can succeed; false by default. */
    default boolean hasEnded() {
        return false;
    }

    /** The figures of this server; empty by default, and unless the server runs. */
    default Optional<ServerMetrics> metrics() {
        return Optional.empty();
    }

    /**
     * Runs a task once when the server is about to end, while it still answers, on the thread that ends it; the server
     * waits for the task. Does nothing by default, and if the server has ended.
     *
     * @param task what needs the server for the last time; what it throws is logged
     */
    default void beforeEnd(Runnable task) {}
}

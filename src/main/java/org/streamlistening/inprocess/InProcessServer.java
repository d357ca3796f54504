package org.streamlistening.inprocess;

import java.io.IOException;

/**
 * A Durable Streams server in this process. A caller that has it is the application itself and may do everything; the
 * limits of the server apply to it as to any other client.
 *
 * <p>Safe for any thread.
 */
public interface InProcessServer {

    /**
     * Begins a request. Returns at once, with a response that need not have begun yet.
     *
     * @throws IOException if the server has ended
     */
    InProcessResponse send(InProcessRequest request) throws IOException;

    /** Whether the server has ended, so that a request that failed is of no use again; false by default. */
    default boolean hasEnded() {
        return false;
    }
}

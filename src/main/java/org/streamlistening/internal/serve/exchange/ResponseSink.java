package org.streamlistening.internal.serve.exchange;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The non-blocking output of a response body. It accepts a piece only when it is ready, so that nothing accumulates for
 * a slow reader. An array must not be changed after it was written.
 */
public abstract class ResponseSink extends OutputStream {

    /** The writer of the body. */
    public interface Writer {

        /** The sink is ready. Called once at the start, and each time after {@link #isReady} returned false. */
        void onWritePossible() throws IOException;

        /** The reader has disconnected. */
        void onError(Throwable failure);
    }

    /** Registers the writer, and calls it as soon as the sink is ready. */
    public abstract void start(Writer writer);

    /** Whether a long silence can look like a dead connection. */
    public abstract boolean needsSignsOfLife();

    /** Whether the sink accepts one call of {@code write} or {@code flush}. If not, it calls the writer later. */
    public abstract boolean isReady();
}

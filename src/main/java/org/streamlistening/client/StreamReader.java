package org.streamlistening.client;

/**
 * Reads one stream, batch after batch. A reader does not read ahead: each step sends a request, or reads the next chunk
 * of the open response. A slow caller thus slows the server and never fills the memory.
 *
 * <p>For one thread at a time, except for {@link #close()}.
 *
 * @since 0.1
 */
public interface StreamReader extends AutoCloseable {

    /**
     * Blocks until the next batch is there. The batch may be empty: at the first response of an empty stream, at the
     * end of a long-poll without data, and when only the position changes.
     *
     * <p>The last batch is a {@linkplain StreamBatch#closed() closed} one or, in a reader that is not
     * {@linkplain ReadOptions#live() live}, one that is {@linkplain StreamBatch#upToDate() up to date}.
     *
     * @throws StreamException if the read failed. After a {@linkplain StreamException#retryable() retryable} failure,
     *     the next call continues after the last batch that was returned
     * @throws java.util.concurrent.CancellationException if the reader or its client is closed, or the thread is
     *     interrupted, before or during the call. After an interrupt, the interrupt flag stays set and the reader stays
     *     open: the next call continues after the last batch that was returned
     * @throws IllegalStateException if the last batch was returned already
     */
    StreamBatch next();

    /** Ends a blocked {@link #next()} within 100 ms, and releases the connection. Idempotent; from any thread. */
    @Override
    void close();
}

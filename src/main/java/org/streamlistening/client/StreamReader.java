package org.streamlistening.client;

/**
 * Reads one stream, batch after batch. Nothing is read ahead: each step asks the server, or takes the next chunk of the
 * answer that is open, so a slow caller slows the server and never fills the memory.
 *
 * <p>For one thread at a time, but for {@link #close()}.
 */
public interface StreamReader extends AutoCloseable {

    /**
     * The next batch; waits for it. The batch may be empty: the first answer of an empty stream, a long-poll that ended
     * without data, a position that only became exact.
     *
     * <p>After a batch that is {@linkplain StreamBatch#closed() closed}, and in a reader that does not go
     * {@linkplain ReadOptions#live() live} after one that is {@linkplain StreamBatch#upToDate() up to date}, there is
     * nothing more to call for.
     *
     * @throws StreamException if the read failed. If it is {@linkplain StreamException#retryable() retryable}, the next
     *     call goes on after the last batch that was returned
     * @throws java.util.concurrent.CancellationException if the reader or its client was closed, or the thread
     *     interrupted, also while waiting. After an interrupt its flag stays set, and the reader is open: the next call
     *     goes on after the last batch that was returned
     * @throws IllegalStateException if there is nothing more
     */
    StreamBatch next();

    /** Ends a waiting {@link #next()} within 100 ms, and releases the connection. From any thread, any number of times. */
    @Override
    void close();
}

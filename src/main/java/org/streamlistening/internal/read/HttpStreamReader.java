package org.streamlistening.internal.read;

import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.threads.Awaitable;

/**
 * Reads a stream over a transport, one batch for each {@link #next()}.
 *
 * <p>The position moves only behind a batch that the caller gets, and never back. A response that leads back is
 * requested again after a pause that grows, and then becomes an error (Protocol, section 8: offsets can be compared).
 *
 * <p>Threads: one thread reads. {@link #close()} may come from any thread and ends a read that waits.
 */
final class HttpStreamReader implements StreamReader, Awaitable {

    private final ReaderConnection connection;
    private final MessageBudget.Share memory;

    /** For the thread that calls {@link #next()}. */
    private final ReadLoop loop;

    HttpStreamReader(
            StreamId id,
            ReadOptions options,
            ClientSettings settings,
            RequestSender sender,
            ReaderConnection connection) {
        this.connection = connection;
        this.memory = settings.budget().share();
        this.loop = new ReadLoop(id, options, settings, sender, connection, memory);
    }

    @Override
    public StreamBatch next() {
        connection.requireOpen();
        if (loop.isEnded()) {
            throw new IllegalStateException("the reader came to its end, there is nothing more to read");
        }
        try {
            StreamBatch batch = null;
            while (batch == null) {
                connection.pause(loop.pause());
                batch = loop.step();
            }
            // Closing the reader cuts the response off: the caller gets nothing that was read of it.
            connection.requireOpen();
            loop.moveBehind(batch);
            return batch;
        } catch (StreamException e) {
            loop.startOver();
            // Closing the reader breaks its connection: that is no failure of the stream.
            connection.requireOpen();
            if (e.retryable()) {
                Interrupts.requireNotInterrupted(e);
            }
            throw e;
        } catch (Throwable e) {
            // Messages of a response that is half read may be missing, and its buffers must not fill a full memory.
            loop.startOver();
            throw e;
        }
    }

    /**
     * Waits without a thread for a live read, if the transport can. In all other cases {@link #next()} does the work.
     */
    @Override
    public boolean whenReady(Runnable then) {
        return loop.whenReady(then);
    }

    @Override
    public void close() {
        connection.close();
        memory.close();
    }
}

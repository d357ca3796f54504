package org.streamlistening.internal.read;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.http.Transport.Connection;

/** The connection of one reader, and its end: the only part of a reader that several threads use. */
public final class ReaderConnection implements AutoCloseable {

    private final Transport transport;
    private final Consumer<ReaderConnection> onClose;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Connection current;
    private @Nullable Duration silence;

    /** @param onClose called by each {@link #close()} */
    public ReaderConnection(Transport transport, Consumer<ReaderConnection> onClose) {
        this.transport = transport;
        this.onClose = onClose;
    }

    /**
     * The connection, opened if there is none with this limit.
     *
     * @param allowedSilence how long the server can send nothing before the request fails
     * @throws CancellationException if the reader was closed
     */
    public synchronized Connection with(Duration allowedSilence) {
        requireOpen();
        Connection connection = current;
        if (connection == null || !allowedSilence.equals(silence)) {
            disconnect();
            connection = transport.connect(allowedSilence);
            current = connection;
            silence = allowedSilence;
        }
        return connection;
    }

    /** Closes the connection, if there is one. The next request opens another. */
    synchronized void disconnect() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** @throws CancellationException if the reader was closed */
    public void requireOpen() {
        if (closed.getCount() == 0) {
            throw new CancellationException("the reader or its client was closed");
        }
    }

    /**
     * Blocks for this long.
     *
     * @throws CancellationException if the reader is closed meanwhile, or the thread is interrupted: its flag stays set
     */
    public void pause(Duration length) {
        try {
            if (closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                requireOpen();
            }
        } catch (InterruptedException e) {
            throw Interrupts.interrupted(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
        onClose.accept(this);
    }
}

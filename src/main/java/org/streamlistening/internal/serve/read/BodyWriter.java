package org.streamlistening.internal.serve.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ResponseSink;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.store.StreamBytes;

/**
 * Sends the stored bytes of a page as fast as the client reads them, without blocking a thread. It buffers the first
 * bytes only: they are read before the response starts, so that an unreadable page becomes an error response.
 */
final class BodyWriter implements ResponseSink.Writer {

    private static final System.Logger LOG = System.getLogger(BodyWriter.class.getName());

    /** Large enough for speed, small enough for many slow clients. */
    private static final int PIECE = 1 << 20;

    private final ServerExchange exchange;
    private final ResponseSink out;
    private final StreamBytes bytes;
    private final boolean json;
    private byte @Nullable [] beginning;
    private boolean closed;
    private boolean ended;

    private BodyWriter(ServerExchange exchange, StreamBytes bytes, boolean json, byte[] beginning) throws IOException {
        this.exchange = exchange;
        this.out = exchange.response().sink();
        this.bytes = bytes;
        this.json = json;
        this.beginning = beginning;
        this.closed = bytes.remaining() == 0;
    }

    /**
     * Sends the bytes, as a JSON array if they are JSON messages, and ends the response.
     *
     * @throws ProtocolError if the bytes were trimmed; nothing was sent then
     * @throws UncheckedIOException if the bytes cannot be read; nothing was sent then
     */
    static void send(ServerExchange exchange, StreamBytes bytes, boolean json) {
        long size = bytes.remaining() + (json ? 2 : 0);
        try {
            int buffer = exchange.response().bufferSize();
            BodyWriter body = new BodyWriter(exchange, bytes, json, beginning(bytes, json, buffer));
            // A body that fits into the buffer of the container cannot block, and needs no second thread.
            boolean small = size < buffer;
            if (!small) {
                exchange.request().respondLater();
            }
            exchange.begin(200);
            exchange.response().setContentLength(size);
            if (small) {
                body.writeAll();
            } else {
                body.out.start(body);
            }
        } catch (IOException clientIsGone) {
            exchange.fail(new ProtocolError(500, "the response could not be sent"));
        }
    }

    private static byte[] beginning(StreamBytes bytes, boolean json, int buffer) throws IOException {
        ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        if (json) {
            beginning.write('[');
        }
        while (bytes.remaining() > 0 && beginning.size() < buffer) {
            bytes.writeNext(beginning, buffer);
        }
        if (json && bytes.remaining() == 0) {
            // All of a short page is one write.
            beginning.write(']');
        }
        return beginning.toByteArray();
    }

    private void writeAll() throws IOException {
        while (!ended) {
            writeNext();
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (!ended && out.isReady()) {
            try {
                writeNext();
            } catch (RuntimeException | Error unreadable) {
                // Too late for another status: the client detects the wrong length.
                ended = true;
                exchange.fail(unreadable);
            }
        }
    }

    private void writeNext() throws IOException {
        byte[] first = beginning;
        if (first != null) {
            beginning = null;
            out.write(first, 0, first.length);
        } else if (bytes.remaining() > 0) {
            bytes.writeNext(out, PIECE);
        } else if (json && !closed) {
            closed = true;
            out.write(']');
        } else {
            ended = true;
            exchange.response().end();
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "the client did not read its response", failure);
        if (!ended) {
            ended = true;
            exchange.response().end();
        }
    }
}

package org.streamlistening.server;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends the stored bytes of a page as fast as the client takes them, without blocking a thread and without a buffer. */
final class ResponseBody implements ResponseSink.Writer {

    private static final System.Logger LOG = System.getLogger(ResponseBody.class.getName());

    /** Large enough to be quick, small enough for many who are slow. */
    private static final int PIECE = 1 << 20;

    private final Exchange exchange;
    private final ResponseSink out;
    private final StreamBytes bytes;
    private final boolean json;
    private boolean opened;
    private boolean closed;
    private boolean ended;

    private ResponseBody(Exchange exchange, StreamBytes bytes, boolean json) throws IOException {
        this.exchange = exchange;
        this.out = exchange.response().sink();
        this.bytes = bytes;
        this.json = json;
    }

    /** Sends the bytes, as a JSON array if they are messages of JSON, and ends the answer. */
    static void send(Exchange exchange, StreamBytes bytes, boolean json) {
        long size = bytes.remaining() + (json ? 2 : 0);
        exchange.response().setContentLength(size);
        try {
            // What fits into the container's own buffer cannot block, and needs no second thread.
            boolean small = size < exchange.response().bufferSize();
            if (!small) {
                exchange.request().later();
            }
            ResponseBody body = new ResponseBody(exchange, bytes, json);
            if (small) {
                body.writeAll();
            } else {
                body.out.start(body);
            }
        } catch (IOException clientIsGone) {
            exchange.refuse(new Refusal(500, "the answer could not be sent"));
        }
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
            } catch (Refusal | UncheckedIOException unreadable) {
                ended = true;
                exchange.refuse(unreadable);
            }
        }
    }

    private void writeNext() throws IOException {
        if (json && !opened) {
            opened = true;
            out.write('[');
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
        LOG.log(System.Logger.Level.DEBUG, "the client did not take its answer", failure);
        if (!ended) {
            ended = true;
            exchange.response().end();
        }
    }
}

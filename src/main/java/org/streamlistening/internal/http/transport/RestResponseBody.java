package org.streamlistening.internal.http.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.streamlistening.internal.http.body.SingleByte;

/** The body of a response of a Jakarta REST client. Records its state, and ends a read whose thread is interrupted. */
final class RestResponseBody extends FilterInputStream {

    private final InterruptMonitor interrupts;
    private final Runnable abort;
    private volatile boolean begun;
    private volatile boolean ended;
    private volatile boolean broken;

    /** @param abort makes a blocked read fail soon */
    RestResponseBody(InputStream body, InterruptMonitor interrupts, Runnable abort) {
        super(body);
        this.interrupts = interrupts;
        this.abort = abort;
    }

    /** The body of a response without one. */
    static RestResponseBody empty(InterruptMonitor interrupts) {
        RestResponseBody empty = new RestResponseBody(InputStream.nullInputStream(), interrupts, () -> {});
        empty.ended = true;
        return empty;
    }

    /** Whether at least one byte arrived. */
    boolean begun() {
        return begun;
    }

    /** Whether the body was read to its end. */
    boolean ended() {
        return ended;
    }

    /** Whether the connection broke. */
    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = interrupts.run(() -> in.read(target, offset, length), abort);
            if (read > 0) {
                begun = true;
            } else if (read < 0) {
                ended = true;
            }
            return read;
        } catch (InterruptedIOException e) {
            // A time-out or an interrupt: the connection is still open, or is being closed.
            throw e;
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw e;
        }
    }
}

package org.streamlistening.internal.http.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.streamlistening.internal.http.SingleByte;

/** Knows what became of it, and ends a read whose thread is interrupted. */
final class RestResponseBody extends FilterInputStream {

    private final InterruptMonitor watch;
    private final Runnable abort;
    private volatile boolean begun;
    private volatile boolean ended;
    private volatile boolean broken;

    /** @param abort makes a read that waits fail soon */
    RestResponseBody(InputStream body, InterruptMonitor watch, Runnable abort) {
        super(body);
        this.watch = watch;
        this.abort = abort;
    }

    /** That of an answer that has none. */
    static RestResponseBody none() {
        RestResponseBody none = new RestResponseBody(InputStream.nullInputStream(), new InterruptMonitor(), () -> {});
        none.ended = true;
        return none;
    }

    /** Whether anything of it came. */
    boolean begun() {
        return begun;
    }

    /** Whether it was read to its end. */
    boolean ended() {
        return ended;
    }

    /** Whether its connection broke. */
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
            int read = watch.during(() -> in.read(target, offset, length), abort);
            if (read > 0) {
                begun = true;
            } else if (read < 0) {
                ended = true;
            }
            return read;
        } catch (InterruptedIOException e) {
            // Silence, or an interrupt: the connection is still there, or is being closed.
            throw e;
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw e;
        }
    }
}

package org.streamlistening.internal.testkit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessResponse;

/**
 * A response that can begin late, and that a test can cut. As every response, it is for one thread at a time, except for
 * {@link #begin}, {@link #cut} and {@link #close}. The response behind it is called outside of the monitor.
 */
final class FaultyResponse implements InProcessResponse {

    private final Consumer<FaultyResponse> onClose;

    /** How many bytes of the body can be read before it breaks off. Only the reading thread touches it. */
    private long left;

    // Guarded by this.
    private @Nullable InProcessResponse response;
    private @Nullable Runnable waiting;
    private boolean isCut;
    private boolean isClosed;

    /** @param bytes how much of the body arrives, at most */
    FaultyResponse(long bytes, Consumer<FaultyResponse> onClose) {
        this.left = bytes;
        this.onClose = onClose;
    }

    /** The server answers. Ends that response at once if this one has ended meanwhile. */
    void begin(InProcessResponse begun) {
        Runnable then;
        boolean ended;
        synchronized (this) {
            ended = isCut || isClosed;
            response = ended ? null : begun;
            then = waiting;
            waiting = null;
        }
        if (ended) {
            begun.close();
        } else if (then != null && !begun.whenReady(then)) {
            then.run();
        }
    }

    /** The connection breaks off now. */
    void cut() {
        end(true);
    }

    @Override
    public boolean whenReady(Runnable then) {
        InProcessResponse begun;
        synchronized (this) {
            if (isCut || isClosed) {
                return false;
            }
            begun = response;
            if (begun == null) {
                waiting = then;
                return true;
            }
        }
        return begun.whenReady(then);
    }

    @Override
    public int status() {
        InProcessResponse begun = begun();
        return begun == null ? 503 : begun.status();
    }

    @Override
    public Optional<String> header(String name) {
        InProcessResponse begun = begun();
        return begun == null ? Optional.empty() : begun.header(name);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        InProcessResponse begun = begun();
        if (begun == null || left == 0) {
            throw broken();
        }
        int read = begun.read(target, offset, (int) Math.min(left, length));
        if (wasCut() || (read < 0 && left != Long.MAX_VALUE)) {
            throw broken();
        }
        if (left != Long.MAX_VALUE) {
            left -= Math.max(0, read);
        }
        return read;
    }

    private static IOException broken() {
        return new IOException("the test cut the connection");
    }

    private synchronized @Nullable InProcessResponse begun() {
        return isCut ? null : response;
    }

    private synchronized boolean wasCut() {
        return isCut;
    }

    @Override
    public void close() {
        end(false);
    }

    private void end(boolean byTest) {
        InProcessResponse begun;
        Runnable then;
        synchronized (this) {
            if (isCut || isClosed) {
                return;
            }
            isCut = byTest;
            isClosed = !byTest;
            begun = response;
            then = waiting;
            waiting = null;
        }
        onClose.accept(this);
        if (begun != null) {
            begun.close();
        }
        if (then != null) {
            then.run();
        }
    }
}

package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.internal.serve.ResponseSink;
import org.streamlistening.internal.serve.ServerResponse;

/**
 * A response to a call inside of the process, with the server at one end and the client at the other. Holds little of the
 * body: the next piece is made when the client has read the one before, usually on the client's thread.
 *
 * <p>Guarded by itself, and calls neither end within its monitor. The server's part may be called under the monitor of
 * what answers ({@link org.streamlistening.internal.serve.SseReader}, {@link org.streamlistening.internal.serve.LongPollReader}).
 */
public final class InProcessPipe extends ResponseSink implements ServerResponse, InProcessResponse {

    /** So much of the body is held before the server has to wait, and a piece that it may write at once. */
    static final int HELD_BYTES = 64 * 1024;

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private int status = 200;
    private long held;
    /** What the body will still have, as its length was announced; negative: not announced. */
    private long missing = -1;

    private boolean committed;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    private @Nullable Writer writer;
    private boolean writerWaits;
    private boolean writing;

    private @Nullable Runnable reader;
    private @Nullable Runnable onClosed;

    // The server's end.

    @Override
    public synchronized void setStatus(int value) {
        status = value;
    }

    @Override
    public synchronized void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public synchronized void addHeader(String name, String value) {
        headers.merge(name, value, (before, after) -> before + ", " + after);
    }

    @Override
    public synchronized boolean containsHeader(String name) {
        return headers.containsKey(name);
    }

    @Override
    public synchronized void setContentLength(long length) {
        headers.put("Content-Length", Long.toString(length));
        missing = length;
    }

    @Override
    public synchronized boolean isCommitted() {
        return committed;
    }

    @Override
    public synchronized void resetBuffer() {
        pieces.clear();
        held = 0;
        missing = -1;
    }

    @Override
    public int bufferSize() {
        return HELD_BYTES;
    }

    @Override
    public ResponseSink sink() {
        return this;
    }

    @Override
    public void start(Writer body) {
        synchronized (this) {
            writer = body;
            writerWaits = true;
        }
        write();
        if (isClosed()) {
            body.onError(gone());
        }
    }

    @Override
    public synchronized boolean isReady() {
        boolean ready = closed || held < HELD_BYTES;
        writerWaits |= !ready;
        return ready;
    }

    @Override
    public boolean needsSignsOfLife() {
        return false;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (this) {
            if (closed) {
                throw gone();
            }
            if (length == 0) {
                return;
            }
            // No earlier: a body that fails before its first byte is answered with an error instead.
            committed |= writer != null;
            pieces.add(ByteBuffer.wrap(bytes, offset, length));
            held += length;
            missing = Math.max(-1, missing - length);
        }
        tellReader();
    }

    @Override
    public void end() {
        synchronized (this) {
            if (missing > 0) {
                failed(new IOException("the server ended its response in the middle"));
            }
            committed = true;
            ended = true;
        }
        tellReader();
    }

    void onClosed(Runnable task) {
        synchronized (this) {
            if (!closed) {
                onClosed = task;
                return;
            }
        }
        task.run();
    }

    private synchronized void failed(IOException cause) {
        if (failure == null && !ended) {
            failure = cause;
            committed = true;
        }
    }

    // The client's end.

    @Override
    public boolean await(Runnable then) {
        write();
        synchronized (this) {
            if (isReadable()) {
                return false;
            }
            reader = then;
            return true;
        }
    }

    @Override
    public synchronized int status() {
        return status;
    }

    @Override
    public synchronized Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = readHeld(target, offset, length);
        if (read == 0 && length > 0) {
            write();
            read = readHeld(target, offset, length);
        }
        return read;
    }

    private synchronized int readHeld(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the response was closed");
        }
        ByteBuffer first = pieces.peek();
        if (first == null || !committed) {
            if (failure != null) {
                throw failure;
            }
            return ended ? -1 : 0;
        }
        int count = Math.min(length, first.remaining());
        first.get(target, offset, count);
        held -= count;
        if (!first.hasRemaining()) {
            pieces.remove();
        }
        return count;
    }

    @Override
    public void close() {
        Writer body;
        Runnable task;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            pieces.clear();
            held = 0;
            body = ended ? null : writer;
            task = ended ? null : onClosed;
            onClosed = null;
        }
        tellReader();
        if (body != null) {
            body.onError(gone());
        }
        if (task != null) {
            task.run();
        }
    }

    // Between the two.

    /** Has the server write on, if it waits for room and there is some: by one thread at a time. */
    private void write() {
        for (Writer next = turn(); next != null; next = turn()) {
            try {
                next.onWritePossible();
            } catch (IOException | RuntimeException | Error unwritten) {
                // An Error is the server's, as over HTTP: the client is told that the response failed.
                failed(new IOException("the server could not send its response", unwritten));
                next.onError(unwritten);
            } finally {
                turnIsOver();
            }
        }
    }

    private synchronized @Nullable Writer turn() {
        if (writing || !writerWaits || ended || closed || held >= HELD_BYTES) {
            return null;
        }
        writing = true;
        writerWaits = false;
        return writer;
    }

    private synchronized void turnIsOver() {
        writing = false;
    }

    private void tellReader() {
        Runnable told;
        synchronized (this) {
            if (!isReadable()) {
                return;
            }
            told = reader;
            reader = null;
        }
        if (told != null) {
            told.run();
        }
    }

    private boolean isReadable() {
        return closed || (committed && (ended || failure != null || !pieces.isEmpty()));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static IOException gone() {
        return new IOException("the caller closed the response");
    }
}

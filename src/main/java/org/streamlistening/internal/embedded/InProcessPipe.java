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
import org.streamlistening.internal.serve.exchange.ResponseSink;
import org.streamlistening.internal.serve.exchange.ServerResponse;

/**
 * The response to a call inside of the process, with the server at one end and the client at the other. It holds a small part
 * of the body: the server writes the next piece after the client has read the previous one, usually on the thread of the client.
 *
 * <p>Guarded by itself, and calls neither end within its lock. The server can call its end within the lock of a live reader
 * ({@link org.streamlistening.internal.serve.read.SseReader}, {@link org.streamlistening.internal.serve.read.LongPollReader}).
 */
public final class InProcessPipe extends ResponseSink implements ServerResponse, InProcessResponse {

    /** The bytes of the body at which the server must wait; also the largest piece that it can write at once. */
    static final int HELD_BYTES = 64 * 1024;

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private int status = 200;
    private long held;
    /** The rest of the announced length of the body; negative if none was announced. */
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
            // Not earlier: if a body fails before its first byte, the response is an error.
            committed |= writer != null;
            pieces.add(ByteBuffer.wrap(bytes, offset, length));
            held += length;
            missing = Math.max(-1, missing - length);
        }
        notifyReader();
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
        notifyReader();
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
        notifyReader();
        if (body != null) {
            body.onError(gone());
        }
        if (task != null) {
            task.run();
        }
    }

    // Between the two ends.

    /** Lets the server continue, if it waits for space and there is some. One thread at a time. */
    private void write() {
        for (Writer next = claim(); next != null; next = claim()) {
            try {
                next.onWritePossible();
            } catch (IOException | RuntimeException | Error unwritten) {
                // An Error too: as over HTTP, the client learns that the response failed.
                failed(new IOException("the server could not send its response", unwritten));
                next.onError(unwritten);
            } finally {
                release();
            }
        }
    }

    private synchronized @Nullable Writer claim() {
        if (writing || !writerWaits || ended || closed || held >= HELD_BYTES) {
            return null;
        }
        writing = true;
        writerWaits = false;
        return writer;
    }

    private synchronized void release() {
        writing = false;
    }

    private void notifyReader() {
        Runnable waiting;
        synchronized (this) {
            if (!isReadable()) {
                return;
            }
            waiting = reader;
            reader = null;
        }
        if (waiting != null) {
            waiting.run();
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

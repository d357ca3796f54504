package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
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

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final HeldBody body = new HeldBody();
    private int status = 200;

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
        body.announce(length);
    }

    @Override
    public synchronized boolean isCommitted() {
        return body.isCommitted();
    }

    @Override
    public synchronized void resetBuffer() {
        body.reset();
    }

    @Override
    public int bufferSize() {
        return HeldBody.MAX_BYTES;
    }

    @Override
    public ResponseSink sink() {
        return this;
    }

    @Override
    public void start(Writer bodyWriter) {
        synchronized (this) {
            writer = bodyWriter;
            writerWaits = true;
        }
        write();
        if (isClosed()) {
            bodyWriter.onError(gone());
        }
    }

    @Override
    public synchronized boolean isReady() {
        boolean ready = body.isReady();
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
            if (body.isClosed()) {
                throw gone();
            }
            if (length == 0) {
                return;
            }
            // Not earlier: if a body fails before its first byte, the response is an error.
            body.add(bytes, offset, length, writer != null);
        }
        notifyReader();
    }

    @Override
    public void end() {
        synchronized (this) {
            body.end();
        }
        notifyReader();
    }

    void onClosed(Runnable task) {
        synchronized (this) {
            if (!body.isClosed()) {
                onClosed = task;
                return;
            }
        }
        task.run();
    }

    // The client's end.

    @Override
    public boolean await(Runnable then) {
        write();
        synchronized (this) {
            if (body.isReadable()) {
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
        return body.read(target, offset, length);
    }

    @Override
    public void close() {
        Writer interrupted;
        Runnable task;
        synchronized (this) {
            if (body.isClosed()) {
                return;
            }
            boolean inTheMiddle = body.close();
            interrupted = inTheMiddle ? writer : null;
            task = inTheMiddle ? onClosed : null;
            onClosed = null;
        }
        notifyReader();
        if (interrupted != null) {
            interrupted.onError(gone());
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
                fail(new IOException("the server could not send its response", unwritten));
                next.onError(unwritten);
            } finally {
                release();
            }
        }
    }

    private synchronized @Nullable Writer claim() {
        if (writing || !writerWaits || !body.continues()) {
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
            if (!body.isReadable()) {
                return;
            }
            waiting = reader;
            reader = null;
        }
        if (waiting != null) {
            waiting.run();
        }
    }

    private synchronized void fail(IOException cause) {
        body.fail(cause);
    }

    private synchronized boolean isClosed() {
        return body.isClosed();
    }

    private static IOException gone() {
        return new IOException("the caller closed the response");
    }
}

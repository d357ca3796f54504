package org.streamlistening.internal.embedded;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ResponseSink.Writer;

/**
 * The body of an in-process response, from the server to the client. It holds a small part of the body: the server
 * writes the next piece after the client has read the previous one, usually on the thread of the client.
 *
 * <p>Locking: the state is guarded by this object, with its {@link HeldBody}. Neither the writer of the server nor the
 * callback of the client runs within this lock, and one thread at a time calls the writer. The server can call the pipe
 * within the lock of a live reader ({@link org.streamlistening.internal.serve.read.SseReader}).
 */
final class InProcessPipe {

    private final HeldBody body = new HeldBody();

    private @Nullable Writer writer;
    private boolean writerWaits;
    private boolean writing;

    private @Nullable Runnable reader;
    private @Nullable Runnable onClosed;

    // For the server.

    /** The length of the whole body, before its first byte. */
    synchronized void announce(long length) {
        body.announce(length);
    }

    synchronized boolean isCommitted() {
        return body.isCommitted();
    }

    synchronized void reset() {
        body.reset();
    }

    void start(Writer bodyWriter) {
        synchronized (this) {
            writer = bodyWriter;
            writerWaits = true;
        }
        callWriter();
        if (isClosed()) {
            bodyWriter.onError(gone());
        }
    }

    synchronized boolean isReady() {
        boolean ready = body.isReady();
        writerWaits |= !ready;
        return ready;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
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

    void end() {
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

    // For the client.

    boolean whenReady(Runnable then) {
        callWriter();
        synchronized (this) {
            if (body.isReadable()) {
                return false;
            }
            reader = then;
            return true;
        }
    }

    int read(byte[] target, int offset, int length) throws IOException {
        int read = readHeld(target, offset, length);
        if (read == 0 && length > 0) {
            callWriter();
            read = readHeld(target, offset, length);
        }
        return read;
    }

    private synchronized int readHeld(byte[] target, int offset, int length) throws IOException {
        return body.read(target, offset, length);
    }

    void close() {
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

    // For both.

    /** Lets the server continue, if it waits for space and there is some. One thread at a time. */
    private void callWriter() {
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

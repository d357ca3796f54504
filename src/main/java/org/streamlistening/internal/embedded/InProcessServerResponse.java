package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.streamlistening.internal.serve.exchange.ResponseSink;
import org.streamlistening.internal.serve.exchange.ServerResponse;

/**
 * The server's end of an in-process response: the status, the headers, and the output of the body into the
 * {@link InProcessPipe}.
 *
 * <p>Status and headers are guarded by this object, since the client reads them on a thread of its own. The pipe is
 * called outside of this lock.
 */
final class InProcessServerResponse extends ResponseSink implements ServerResponse {

    private final InProcessPipe pipe;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int status = 200;

    InProcessServerResponse(InProcessPipe pipe) {
        this.pipe = pipe;
    }

    synchronized int status() {
        return status;
    }

    synchronized Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

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
    public void setContentLength(long length) {
        setHeader("Content-Length", Long.toString(length));
        pipe.announce(length);
    }

    @Override
    public boolean isCommitted() {
        return pipe.isCommitted();
    }

    @Override
    public void resetBuffer() {
        pipe.reset();
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
        pipe.start(bodyWriter);
    }

    @Override
    public boolean isReady() {
        return pipe.isReady();
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
        pipe.write(bytes, offset, length);
    }

    @Override
    public void end() {
        pipe.end();
    }
}

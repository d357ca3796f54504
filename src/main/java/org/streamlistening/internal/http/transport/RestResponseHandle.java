package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.core.Response;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.streamlistening.internal.http.ContentCoding;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.StreamResponse;

/**
 * An answer of a container's client. To close it means to read it to its end, which may be far away or never: what is
 * left of the body is read on another thread first, a little of it, and for a moment.
 */
final class RestResponseHandle implements ResponseHandle {

    private static final System.Logger LOG = System.getLogger(RestResponseHandle.class.getName());

    private static final int LITTLE = 1 << 16;

    private final Response response;
    private final RestResponseBody body;
    private final UndecodedBody sent;
    private final ExecutorService threads;
    private final Consumer<Boolean> release;
    private boolean drained;
    private boolean closed;

    /** @param release is told, once, whether nothing of the answer is left on its connection */
    RestResponseHandle(
            Response response,
            RestResponseBody body,
            UndecodedBody sent,
            ExecutorService threads,
            Consumer<Boolean> release) {
        this.response = response;
        this.body = body;
        this.sent = sent;
        this.threads = threads;
        this.release = release;
    }

    /** An answer of which nothing follows, and whose connection is still there, was not cut off. */
    @Override
    public boolean mayBeTruncated() {
        drain();
        boolean nothing = body.broken() || (body.ended() && response.getHeaderString("Transfer-Encoding") == null);
        return !body.begun() && nothing;
    }

    @Override
    public ContentCoding.DecodingCheck decodingCheck() {
        return sent;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        drain();
        boolean over = body.ended() || body.broken();
        try {
            if (over) {
                response.close();
            }
        } finally {
            release.accept(over);
        }
    }

    private void drain() {
        if (drained || body.ended() || body.broken()) {
            return;
        }
        drained = true;
        try {
            Future<?> reading = threads.submit(() -> body.readNBytes(LITTLE));
            reading.get(DRAIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.TRACE, "the body of an answer was not read to its end", e);
        }
    }
}

package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.core.Response;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.body.ContentCoding;

/**
 * A response of a Jakarta REST client. Closing such a response reads it to its end, which may never come. So this class
 * first drains the body on another thread, within limits of size and time, and closes the client of a longer body
 * instead.
 */
final class RestResponseHandle implements ResponseHandle {

    private static final System.Logger LOG = System.getLogger(RestResponseHandle.class.getName());

    private static final int DRAIN_BYTES = 1 << 16;

    private final Response response;
    private final RestResponseBody body;
    private final UndecodedBody undecoded;
    private final ExecutorService threads;
    private final Consumer<Boolean> release;
    private boolean drained;
    private boolean closed;

    /** @param release runs once; its argument tells whether the client is reusable */
    RestResponseHandle(
            Response response,
            RestResponseBody body,
            UndecodedBody undecoded,
            ExecutorService threads,
            Consumer<Boolean> release) {
        this.response = response;
        this.body = body;
        this.undecoded = undecoded;
        this.threads = threads;
        this.release = release;
    }

    /** A body, or a connection that stays open, proves that the head is complete. */
    @Override
    public boolean mayBeTruncated() {
        drain();
        boolean endsAfterHead =
                body.broken() || (body.ended() && response.getHeaderString("Transfer-Encoding") == null);
        return !body.begun() && endsAfterHead;
    }

    @Override
    public ContentCoding.DecodingCheck decodingCheck() {
        return undecoded;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean reusable = false;
        try {
            drain();
            reusable = body.ended() || body.broken();
            if (reusable) {
                response.close();
            }
        } finally {
            release.accept(reusable);
        }
    }

    private void drain() {
        if (drained || body.ended() || body.broken()) {
            return;
        }
        drained = true;
        try {
            Future<?> reading = threads.submit(() -> body.readNBytes(DRAIN_BYTES));
            reading.get(DRAIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.TRACE, "a response body could not be drained", e);
        }
    }
}

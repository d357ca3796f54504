package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.ServerEndedException;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.PendingResponse;
import org.streamlistening.internal.http.Transport.Request;

/** Requests of one caller to a server of the same process. */
final class InProcessConnection implements Connection {

    private static final byte[] NOTHING = {};

    private static final String ENDED = "the embedded server has ended with the application";

    private static final int SERVER_ERROR = 500;

    private final InProcessServer server;
    private final Duration silence;
    private final Set<InProcessResponse> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param silence how long an answer may take to begin; when an event stream ends is the server's decision */
    InProcessConnection(InProcessServer server, Duration silence) {
        this.server = server;
        this.silence = silence;
    }

    @Override
    public StreamResponse send(Request request) throws IOException {
        return sendAsync(request).response();
    }

    @Override
    public PendingResponse sendAsync(Request request) throws IOException {
        InProcessResponse response;
        try {
            response = server.send(inProcess(request));
        } catch (IOException unsent) {
            throw server.hasEnded() ? new ServerEndedException(ENDED) : unsent;
        }
        underWay.add(response);
        if (closed) {
            end(response);
            throw new IOException("the connection was closed");
        }
        return new Sent(response);
    }

    private static InProcessRequest inProcess(Request request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        String type = request.declaredType();
        if (type != null) {
            headers.put("Content-Type", type);
        }
        return new InProcessRequest(
                request.method(),
                request.uri().getRawPath(),
                Optional.ofNullable(request.uri().getRawQuery()),
                headers,
                request.body() == null ? NOTHING : request.body().toBytes());
    }

    private final class Sent implements PendingResponse {

        private final InProcessResponse response;

        Sent(InProcessResponse response) {
            this.response = response;
        }

        @Override
        public boolean await(Runnable then) {
            return response.await(then);
        }

        @Override
        public StreamResponse response() throws IOException {
            try {
                if (!arrives(response, silence)) {
                    throw new ResponseTimeoutException("the server said nothing for " + silence);
                }
            } catch (IOException unanswered) {
                end(response);
                throw server.hasEnded() ? new ServerEndedException(ENDED) : unanswered;
            }
            if (closed) {
                throw new IOException("the connection was closed");
            }
            if (response.status() >= SERVER_ERROR && server.hasEnded()) {
                // What it answers while it ends.
                end(response);
                throw new ServerEndedException(ENDED);
            }
            return new StreamResponse(
                    response.status(),
                    name -> response.header(name).orElse(null),
                    true,
                    new InProcessResponseBody(response),
                    ResponseHandle.of(() -> end(response)),
                    response::await);
        }
    }

    /**
     * Waits until something of a response can be read.
     *
     * @return false: nothing came in this time
     */
    static boolean arrives(InProcessResponse response, Duration limit) throws IOException {
        Semaphore news = new Semaphore(0);
        long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
        try {
            while (response.await(news::release)) {
                if (!news.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void end(InProcessResponse response) {
        underWay.remove(response);
        response.close();
    }

    @Override
    public void close() {
        closed = true;
        underWay.forEach(this::end);
    }
}

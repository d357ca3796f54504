package org.streamlistening.internal.http.transport;

import java.io.IOException;
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
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.ServerEndedException;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.PendingResponse;
import org.streamlistening.internal.http.Transport.Request;

/** The requests of one caller to a server of the same process. */
final class InProcessConnection implements Connection {

    private static final byte[] EMPTY = {};

    private static final String ENDED = "the embedded server has ended with the application";

    private static final int SERVER_ERROR = 500;

    private final InProcessServer server;
    private final Duration silence;
    private final Set<InProcessResponse> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param silence how long the server may take to begin a response; the server itself ends event streams */
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
        inFlight.add(response);
        // A concurrent close() either finds the response in the set, or has set the flag before this check.
        if (closed) {
            end(response);
            throw new IOException("the connection was closed");
        }
        return new Pending(response);
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
                request.content() == null ? EMPTY : request.content().toBytes());
    }

    private final class Pending implements PendingResponse {

        private final InProcessResponse response;

        Pending(InProcessResponse response) {
            this.response = response;
        }

        @Override
        public boolean whenReady(Runnable then) {
            return response.whenReady(then);
        }

        @Override
        public StreamResponse response() throws IOException {
            awaitHead(response);
            return new StreamResponse(
                    response.status(),
                    name -> response.header(name).orElse(null),
                    true,
                    new InProcessResponseBody(response),
                    ResponseHandle.of(() -> end(response)),
                    response::whenReady);
        }
    }

    private void awaitHead(InProcessResponse response) throws IOException {
        try {
            if (!awaitReadable(response, silence)) {
                throw new ResponseTimeoutException("the server sent nothing for " + silence);
            }
        } catch (IOException failure) {
            end(response);
            throw server.hasEnded() ? new ServerEndedException(ENDED) : failure;
        }
        if (closed) {
            throw new IOException("the connection was closed");
        }
        if (response.status() >= SERVER_ERROR && server.hasEnded()) {
            // A server that is ending responds like this.
            end(response);
            throw new ServerEndedException(ENDED);
        }
    }

    /**
     * Blocks until a part of a response can be read.
     *
     * @return false if nothing arrived within the time limit
     */
    static boolean awaitReadable(InProcessResponse response, Duration limit) throws IOException {
        Semaphore readable = new Semaphore(0);
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
        try {
            while (response.whenReady(readable::release)) {
                if (!readable.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            throw Interrupts.interruptedIo(e);
        }
    }

    private void end(InProcessResponse response) {
        inFlight.remove(response);
        response.close();
    }

    @Override
    public void close() {
        closed = true;
        inFlight.forEach(this::end);
    }
}

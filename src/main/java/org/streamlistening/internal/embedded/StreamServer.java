package org.streamlistening.internal.embedded;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.serve.StreamResource;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.server.ServerOptions;

/**
 * One server: it starts at the first use, and ends once. The application itself calls it here, without a socket and
 * without access rules, but with all limits. Thread-safe.
 */
public final class StreamServer implements InProcessServer, AutoCloseable {

    private final ServerOptions options;
    private volatile @Nullable StreamResource resource;

    // Written under this monitor.
    private volatile boolean ended;

    public StreamServer(ServerOptions options) {
        this.options = options;
    }

    /**
     * Starts the server, unless it has started before.
     *
     * @throws IllegalStateException if the store cannot be used, if another server uses it, or if this server has ended
     */
    public synchronized StreamResource start() {
        StreamResource running = resource;
        if (running != null) {
            return running;
        }
        if (ended) {
            throw new IllegalStateException("the embedded Durable Streams server has ended with its application");
        }
        try {
            running = new StreamResource(options, false);
        } catch (RuntimeException unusable) {
            throw new IllegalStateException(
                    NumberedMessage.SERVER_CANNOT_START.text(unusable.getMessage() + reason(unusable)), unusable);
        }
        resource = running;
        return running;
    }

    /** The innermost cause, in brackets: the exceptions around it have other messages. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost == failure
                ? ""
                : " (" + innermost.getClass().getSimpleName() + ": " + innermost.getMessage() + ")";
    }

    /** The running server; null before the start and after the end. */
    @Nullable
    public StreamResource running() {
        return resource;
    }

    @Override
    public InProcessResponse send(InProcessRequest request) throws IOException {
        StreamResource running = resource;
        if (running == null) {
            running = startForRequest();
        }
        return send(request, running);
    }

    /** Sends a request to this server without a socket. */
    public static InProcessResponse send(InProcessRequest request, StreamResource server) {
        InProcessPipe pipe = new InProcessPipe();
        InProcessServerResponse response = new InProcessServerResponse(pipe);
        server.handle(new ServerExchange(new InProcessServerRequest(request, pipe), response));
        return new InProcessClientResponse(response, pipe);
    }

    private synchronized StreamResource startForRequest() throws IOException {
        if (ended) {
            throw new IOException("the embedded Durable Streams server has ended");
        }
        return start();
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        StreamResource running;
        synchronized (this) {
            ended = true;
            running = resource;
            resource = null;
        }
        if (running != null) {
            running.close();
        }
    }
}

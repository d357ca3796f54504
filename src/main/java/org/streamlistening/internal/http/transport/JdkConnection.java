package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.Request;

/** The requests of one caller. All connections of a transport share one client of the JDK. */
final class JdkConnection implements Connection {

    private static final System.Logger LOG = System.getLogger(JdkConnection.class.getName());

    private final HttpClient client;
    private final Duration silence;
    // Each ends one request or response.
    private final Set<Runnable> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    JdkConnection(HttpClient client, Duration silence) {
        this.client = client;
        this.silence = silence;
    }

    @Override
    public StreamResponse send(Request request) throws IOException {
        // The future that the client returns is not enough: it loses the head and the start of the body when the
        // connection breaks soon after the head.
        CompletableFuture<JdkResponseHead> arrived = new CompletableFuture<>();
        // The handler must not refer to this connection. The client of the JDK keeps the handler of the last request,
        // and a
        // client that is reachable from its handler is never collected.
        Duration allowed = silence;
        CompletableFuture<HttpResponse<InputStream>> pending = client.sendAsync(request(request), info -> {
            JdkResponseBody body = new JdkResponseBody(allowed);
            arrived.complete(new JdkResponseHead(info, body));
            return body;
        });
        var unused = pending.whenComplete((response, failure) -> fail(arrived, failure));
        Runnable cancel = () -> {
            pending.cancel(true);
            arrived.cancel(false);
        };
        try {
            register(cancel);
            JdkResponseHead head = head(arrived, cancel);
            if (request.method().equals("HEAD") || head.isEmpty()) {
                awaitIdle(head, pending);
            }
            return response(head);
        } finally {
            inFlight.remove(cancel);
        }
    }

    /**
     * Waits until the client of the JDK has finished a response without a body, so that its connection is free for the
     * next request. This happens at once. Before JDK 21 the client ends only when it is collected, and a request that
     * overtakes this step may keep the threads of the client for ever, so there the future of the client must complete
     * too. That wait is short, because the common pool completes the future, and the application may have filled the
     * pool.
     */
    private static void awaitIdle(JdkResponseHead head, CompletableFuture<?> pending) {
        try {
            head.body().readAllBytes();
            if (Runtime.version().feature() < 21) {
                pending.get(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | CancellationException | TimeoutException e) {
            // Harmless: the response has no body that could be missing.
            LOG.log(System.Logger.Level.TRACE, "a response without a body did not complete", e);
        }
    }

    private static void fail(CompletableFuture<JdkResponseHead> arrived, @Nullable Throwable failure) {
        if (failure == null || arrived.completeExceptionally(failure)) {
            return;
        }
        if (!arrived.isCompletedExceptionally()) {
            arrived.join().body().onError(failure);
        }
    }

    private StreamResponse response(JdkResponseHead head) throws IOException {
        JdkResponseBody body = head.body();
        Runnable end = body::close;
        register(end);
        ResponseHandle handle = ResponseHandle.of(() -> {
            if (!head.isShort() || !body.drain(ResponseHandle.DRAIN_TIMEOUT)) {
                end.run();
            }
            inFlight.remove(end);
        });
        return new StreamResponse(head.status(), head::header, head.isFramed(), body, handle);
    }

    private void register(Runnable end) throws IOException {
        inFlight.add(end);
        // A concurrent close() either finds the entry in the set, or has set the flag before this check.
        if (closed) {
            end.run();
            throw new IOException("the connection was closed");
        }
    }

    private JdkResponseHead head(CompletableFuture<JdkResponseHead> arrived, Runnable cancel) throws IOException {
        try {
            // The time-out of HttpRequest cannot be used: from JDK 26 on it includes the body, which may last for ever.
            return arrived.get(silence.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cancel.run();
            throw new ResponseTimeoutException("the server sent nothing for " + silence);
        } catch (InterruptedException e) {
            cancel.run();
            throw Interrupts.interruptedIo(e);
        } catch (CancellationException e) {
            throw new IOException("the connection was closed", e);
        } catch (ExecutionException e) {
            throw io(e.getCause());
        }
    }

    private static IOException io(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return io(failure.getCause());
        }
        return failure instanceof IOException io ? io : new IOException("the request failed", failure);
    }

    @Override
    public void close() {
        closed = true;
        inFlight.forEach(Runnable::run);
    }

    private static HttpRequest request(Request request) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(request.uri()).method(request.method(), publisher(request));
        request.headers().forEach(builder::setHeader);
        String type = request.declaredType();
        if (type != null) {
            builder.setHeader("Content-Type", type);
        }
        if ("http".equalsIgnoreCase(request.uri().getScheme())) {
            // Without TLS the client would offer an upgrade to HTTP/2, which some servers do not support.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        return builder.build();
    }

    private static BodyPublisher publisher(Request request) {
        StreamContent body = request.content();
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toBytes());
    }
}

package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
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
import org.streamlistening.internal.http.ContentCoding;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.Request;

/** One of the many that share a client of the JDK. */
final class JdkConnection implements Connection {

    private static final System.Logger LOG = System.getLogger(JdkConnection.class.getName());

    private final HttpClient client;
    private final Duration silence;
    private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    JdkConnection(HttpClient client, Duration silence) {
        this.client = client;
        this.silence = silence;
    }

    @Override
    public StreamResponse send(Request request) throws IOException {
        // Not the response that the client promises: that one is lost together with what came of its body, when
        // the connection breaks soon after the head.
        CompletableFuture<Head> arrived = new CompletableFuture<>();
        // The handler must not know this connection: what the client of the JDK keeps for its next request still has
        // the handler of the last one, and a client that can be reached from there is never collected.
        Duration allowed = silence;
        CompletableFuture<HttpResponse<InputStream>> pending = client.sendAsync(request(request), info -> {
            JdkResponseBody body = new JdkResponseBody(allowed);
            arrived.complete(new Head(info, body));
            return body;
        });
        var unused = pending.whenComplete((response, failure) -> failed(arrived, failure));
        Runnable cancel = () -> {
            pending.cancel(true);
            arrived.cancel(false);
        };
        try {
            begun(cancel);
            Head head = head(arrived, cancel);
            if (request.method().equals("HEAD") || head.isEmpty()) {
                settle(head, pending);
            }
            return answer(head);
        } finally {
            underWay.remove(cancel);
        }
    }

    /**
     * Waits until the client of the JDK is done with an answer that has no body, which is at once: before, the connection
     * is not free for the next request. Before JDK 21, where nothing but its collection ends the client, a request that
     * overtakes this may keep its threads for ever, so there the very end is waited for. Not for long: it is announced
     * on the common pool, which the application may have filled.
     */
    private static void settle(Head head, CompletableFuture<?> pending) {
        try {
            head.body().readAllBytes();
            if (Runtime.version().feature() < 21) {
                pending.get(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | CancellationException | TimeoutException e) {
            // There is nothing that could be missing.
            LOG.log(System.Logger.Level.TRACE, "nothing follows an answer, and it was not announced", e);
        }
    }

    private static void failed(CompletableFuture<Head> arrived, @Nullable Throwable failure) {
        if (failure == null || arrived.completeExceptionally(failure)) {
            return;
        }
        if (!arrived.isCompletedExceptionally()) {
            arrived.join().body().onError(failure);
        }
    }

    private StreamResponse answer(Head head) throws IOException {
        JdkResponseBody body = head.body();
        Runnable end = body::close;
        begun(end);
        return new StreamResponse(
                head.info().statusCode(),
                name -> header(head.info().headers(), name),
                head.info().version() != HttpClient.Version.HTTP_1_1,
                body,
                ResponseHandle.of(() -> {
                    if (!head.isShort() || !body.endsWithin(ResponseHandle.DRAIN_TIMEOUT)) {
                        end.run();
                    }
                    underWay.remove(end);
                }));
    }

    /** Whatever is under way is either seen by {@link #close()}, or sees that this is closed. */
    private void begun(Runnable cancel) throws IOException {
        underWay.add(cancel);
        if (closed) {
            cancel.run();
            throw new IOException("the connection was closed");
        }
    }

    private Head head(CompletableFuture<Head> arrived, Runnable cancel) throws IOException {
        try {
            // Not the time-out of the request: from JDK 26 on that one includes the body, which may last for ever.
            return arrived.get(silence.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cancel.run();
            throw new ResponseTimeoutException("the server said nothing for " + silence);
        } catch (InterruptedException e) {
            cancel.run();
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } catch (CancellationException e) {
            throw new IOException("the connection was closed", e);
        } catch (ExecutionException e) {
            throw io(e.getCause());
        }
    }

    private static @Nullable String header(HttpHeaders headers, String name) {
        // A cache may add a second line of it, and both count.
        return name.equals(ContentCoding.HEADER)
                ? String.join(",", headers.allValues(name))
                : headers.firstValue(name).orElse(null);
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
        underWay.forEach(Runnable::run);
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
            // Without TLS the client would offer HTTP/2 by an upgrade, which some servers stumble over.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        return builder.build();
    }

    private static BodyPublisher publisher(Request request) {
        StreamContent body = request.body();
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toBytes());
    }

    private record Head(ResponseInfo info, JdkResponseBody body) {

        private static final int SHORT = 8192;

        /** Whether there is no body, and it does not take a method to know that. */
        boolean isEmpty() {
            return info.statusCode() == 204 || info.statusCode() == 304 || length() == 0;
        }

        /** Whether the body should be here at once, read or not: to cut it off would cost the connection. */
        boolean isShort() {
            return isEmpty() || length() <= SHORT;
        }

        private long length() {
            return info.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
        }
    }
}

package org.streamlistening.sample.model;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of LangChain4j for one request, which can be cancelled at any time. The client that LangChain4j brings
 * can cancel a request only when the model has sent a piece, and a model that hangs sends none.
 *
 * <p>Sends on the thread of the caller, and reads the response on one thread of the executor.
 */
final class ModelCall implements HttpClient {

    /** Sends a request. To cancel the future cancels the request. */
    interface Transport {
        CompletableFuture<HttpResponse<InputStream>> send(java.net.http.HttpRequest request);
    }

    private final Transport transport;
    private final Executor executor;
    private final Duration silence;

    private volatile @Nullable CompletableFuture<HttpResponse<InputStream>> response;

    /** @param silence how long the model may send no response */
    ModelCall(Transport transport, Executor executor, Duration silence) {
        this.transport = transport;
        this.executor = executor;
        this.silence = silence;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("answers are streamed");
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the listener gets each failure
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        CompletableFuture<HttpResponse<InputStream>> sent = transport.send(jdk(request));
        response = sent;
        // Not on this thread, on which thenAccept would read a response that is there already.
        sent.thenAcceptAsync(arrived -> read(arrived, parser, listener), executor)
                .exceptionally(error -> {
                    listener.onError(
                            error.getCause() instanceof HttpTimeoutException ? new TimeoutException(error) : error);
                    return null;
                });
    }

    /** Ends the request and its response. Any thread can call it, and more than once. */
    void cancel() {
        CompletableFuture<HttpResponse<InputStream>> sent = response;
        if (sent != null && !sent.cancel(true) && !sent.isCompletedExceptionally()) {
            close(sent.join().body());
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private java.net.http.HttpRequest jdk(HttpRequest request) {
        var jdk = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(silence)
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> jdk.header(name, value)));
        return jdk.build();
    }

    private static void read(
            HttpResponse<InputStream> response, ServerSentEventParser parser, ServerSentEventListener listener) {
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status < 200 || status > 299) {
                // Without the body: some servers repeat the key in it.
                listener.onError(new HttpException(status, "status " + status));
                return;
            }
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(status)
                    .headers(response.headers().map())
                    .build());
            parser.parse(body, listener);
            listener.onClose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

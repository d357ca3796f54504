package org.streamlistening.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One loop by hand over server-sent events, which receives on the thread that reads, or on an executor. */
final class EventLoop implements Flow.Subscriber<String> {

    private static final String DATA = "data: [";

    private final HttpClient http;
    private final HttpRequest request;
    private final Receiver receiver;
    private final TokenDecoder decoder;
    private final @Nullable Executor executor;
    private CompletableFuture<?> received = CompletableFuture.completedFuture(null);
    private volatile boolean stopped;
    private volatile CompletableFuture<HttpResponse<Void>> pending;

    EventLoop(HttpClient http, URI uri, Subject.Follow follow, TokenDecoder decoder, @Nullable Executor executor) {
        this.http = http;
        this.request = HttpRequest.newBuilder(URI.create(uri + "?live=sse&offset=" + follow.offset()))
                .build();
        this.receiver = follow.receiver();
        this.decoder = decoder;
        this.executor = executor;
    }

    void start() {
        pending = http.sendAsync(request, BodyHandlers.fromLineSubscriber(this));
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (!line.startsWith(DATA)) {
            return;
        }
        byte[] page = line.substring(DATA.length() - 1).getBytes(StandardCharsets.UTF_8);
        if (executor == null) {
            receive(page);
        } else {
            received = received.thenRunAsync(() -> receive(page), executor);
        }
    }

    private void receive(byte[] page) {
        try {
            decoder.decode(page, receiver::received);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!stopped) {
            System.err.println("the events ended: " + failure);
        }
    }

    @Override
    public void onComplete() {
        System.err.println("the events ended");
    }

    void stop() {
        stopped = true;
        pending.cancel(true);
    }
}

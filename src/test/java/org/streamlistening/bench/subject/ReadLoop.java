package org.streamlistening.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.streamlistening.bench.Token;

/** One loop by hand: catch-up, then long-polls; each request is sent after all receivers have the page before. */
final class ReadLoop {

    private final HttpClient http;
    private final URI uri;
    private final TokenDecoder decoder;
    private final List<Receiver> receivers = new ArrayList<>();
    private Executor executor = Runnable::run;
    private int slices = 1;
    private volatile String offset;
    private volatile boolean live;
    private volatile boolean stopped;
    private volatile CompletableFuture<?> pending = CompletableFuture.completedFuture(null);
    private volatile Throwable failure;

    ReadLoop(HttpClient http, URI uri, Subject.Follow follow, TokenDecoder decoder) {
        this.http = http;
        this.uri = uri;
        this.decoder = decoder;
        this.offset = follow.offset();
        receivers.add(follow.receiver());
    }

    /** From now on, the receivers are divided among this number of tasks of the executor. */
    void fanOut(Executor executor, int slices) {
        this.executor = executor;
        this.slices = slices;
    }

    synchronized void add(Receiver receiver) {
        receivers.add(receiver);
    }

    void start() {
        if (stopped) {
            return;
        }
        String query = "?offset=" + offset + (live ? "&live=long-poll" : "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri + query)).build();
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, BodyHandlers.ofByteArray());
        pending = response;
        response.thenCompose(this::deliver).whenComplete((nothing, thrown) -> {
            if (thrown == null) {
                start();
            } else if (!stopped) {
                failure = thrown;
            }
        });
    }

    private CompletableFuture<?> deliver(HttpResponse<byte[]> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        offset = response.headers().firstValue("Stream-Next-Offset").orElseThrow();
        live = response.headers().firstValue("Stream-Up-To-Date").isPresent();
        byte[] page = response.body();
        if (page.length == 0) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            if (slices == 1) {
                decoder.decode(page, receivers.get(0)::received);
                return CompletableFuture.completedFuture(null);
            }
            return fanOut(decoder.decode(page));
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private synchronized CompletableFuture<?> fanOut(List<Token> tokens) {
        // A page, even an empty one, can arrive while receivers are added.
        List<Receiver> all = List.copyOf(receivers);
        int count = Math.min(slices, all.size());
        CompletableFuture<?>[] tasks = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            int begin = all.size() * i / count;
            int end = all.size() * (i + 1) / count;
            List<Receiver> slice = all.subList(begin, end);
            tasks[i] = CompletableFuture.runAsync(
                    () -> slice.forEach(receiver -> tokens.forEach(receiver::received)), executor);
        }
        return CompletableFuture.allOf(tasks);
    }

    /** @throws IllegalStateException if the loop has ended with a failure */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("a read failed", failure);
        }
    }

    void stop() {
        stopped = true;
        pending.cancel(true);
    }
}

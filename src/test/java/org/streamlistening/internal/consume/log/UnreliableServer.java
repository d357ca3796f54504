package org.streamlistening.internal.consume.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;

/** The embedded server behind a network that loses chosen requests or responses, once each. Thread-safe. */
final class UnreliableServer implements InProcessServer {

    private final InProcessServer server;
    private final List<String> log = new ArrayList<>();
    private final Set<String> streams = new HashSet<>();
    private Predicate<InProcessRequest> losesRequest = request -> false;
    private Predicate<InProcessRequest> losesResponse = request -> false;

    UnreliableServer(InProcessServer server) {
        this.server = server;
    }

    synchronized void losesNextRequest(Predicate<InProcessRequest> chosen) {
        losesRequest = chosen;
    }

    synchronized void losesNextResponse(Predicate<InProcessRequest> chosen) {
        losesResponse = chosen;
    }

    private String hidden = "none";

    /** A proxy responds to the next request of this method by itself, with success and a page. */
    synchronized void hidesNext(String method) {
        hidden = method;
    }

    /** Method and status of each request, since the last call. */
    synchronized List<String> requests() {
        List<String> requests = List.copyOf(log);
        log.clear();
        return requests;
    }

    /** The paths that were created and not deleted. */
    synchronized Set<String> streams() {
        return Set.copyOf(streams);
    }

    @Override
    public synchronized InProcessResponse send(InProcessRequest request) throws IOException {
        if (losesRequest.test(request)) {
            losesRequest = none -> false;
            throw new IOException("the request was lost");
        }
        if (request.method().equals(hidden)) {
            hidden = "none";
            return page();
        }
        InProcessResponse response = server.send(request);
        await(response);
        log.add(request.method() + " " + response.status());
        if (request.method().equals("PUT") && response.status() == 201) {
            streams.add(request.path());
        } else if (request.method().equals("DELETE") && response.status() == 204) {
            streams.remove(request.path());
        }
        if (losesResponse.test(request)) {
            losesResponse = none -> false;
            response.close();
            throw new IOException("the response was lost");
        }
        return response;
    }

    private static InProcessResponse page() {
        ByteArrayInputStream body = new ByteArrayInputStream("<html>".getBytes(StandardCharsets.UTF_8));
        return new InProcessResponse() {
            @Override
            public boolean whenReady(Runnable then) {
                return false;
            }

            @Override
            public int status() {
                return 200;
            }

            @Override
            public Optional<String> header(String name) {
                return name.equalsIgnoreCase("Content-Type") ? Optional.of("text/html") : Optional.empty();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return body.read(target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    private static void await(InProcessResponse response) throws IOException {
        CountDownLatch ready = new CountDownLatch(1);
        try {
            if (response.whenReady(ready::countDown)) {
                ready.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

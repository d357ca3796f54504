package org.streamlistening.internal.serve.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.streamlistening.internal.protocol.ProtocolNames;

/** One request and its response, independent of the transport. For one thread at a time. */
public final class ServerExchange {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());

    private final ServerRequest request;
    private final ServerResponse response;

    /** The headers of a success. They are set in {@link #begin} only, since a late failure must not carry them. */
    private final Map<String, String> headers = new LinkedHashMap<>();

    private boolean begun;
    private Consumer<Throwable> onFailure = failure -> {};

    public ServerExchange(ServerRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
    }

    /** Passes the cause of an error response on, before it is sent. */
    public void onFailure(Consumer<Throwable> receiver) {
        onFailure = receiver;
    }

    public ServerRequest request() {
        return request;
    }

    public ServerResponse response() {
        return response;
    }

    /** The value of a header; a repeated header is rejected. */
    public Optional<String> header(String name) {
        List<String> values = request.headers(name);
        if (values.size() > 1) {
            throw ProtocolError.badRequest("the header " + name + " is there twice");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Whether a header is {@code true}, ignoring case; any other value counts as absent (Protocol, section 4.1). */
    public boolean isTrue(String name) {
        List<String> values = request.headers(name);
        return !values.isEmpty() && values.get(0).equalsIgnoreCase("true");
    }

    /** Bytes are stored and sent as they are: a reader would get encoded bytes without any declaration. */
    public void rejectContentEncoding() {
        List<String> given = request.headers("Content-Encoding");
        boolean encoded = !given.isEmpty()
                && given.stream()
                        .flatMap(codings -> Arrays.stream(codings.split(",", -1)))
                        .map(String::strip)
                        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
        if (encoded) {
            throw new ProtocolError(
                    415, "a body must come without a Content-Encoding", Map.of("Accept-Encoding", "identity"));
        }
    }

    /** Sends a response without a body: the status and the headers so far. */
    public void respond(int status) {
        begin(status);
        response.end();
    }

    /** Starts the response; the body follows. Before this call, {@link #fail} can still send an error. */
    public void begin(int status) {
        begun = true;
        response.setStatus(status);
        headers.forEach(response::setHeader);
    }

    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    public void offset(String token) {
        setHeader(ProtocolNames.NEXT_OFFSET, token);
    }

    public void mark(String header, boolean present) {
        if (present) {
            setHeader(header, "true");
        }
    }

    /** Responds when the result is available, or with its error; on the thread that completes it. */
    public <T> void respondAfter(CompletionStage<T> result, Consumer<T> respond) {
        CompletableFuture<T> future = result.toCompletableFuture();
        if (future.isDone()) {
            respondNow(future, respond);
            return;
        }
        request.respondLater();
        var unused = future.whenComplete((done, failure) -> respondNow(future, respond));
    }

    private <T> void respondNow(CompletableFuture<T> result, Consumer<T> respond) {
        try {
            respond.accept(result.join());
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    /**
     * Sends the response to a failed request. An exception unknown to {@link ProtocolErrorMapper} is a fault of the
     * server: it is logged, not sent.
     */
    public void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        onFailure.accept(cause);
        Optional<ProtocolError> known = ProtocolErrorMapper.map(cause);
        if (known.isPresent()) {
            send(known.get());
        } else {
            try {
                LOG.log(System.Logger.Level.WARNING, "a request to the embedded Durable Streams server failed", cause);
            } finally {
                // Even without memory for a log line.
                send(new ProtocolError(500, "the server failed"));
            }
        }
    }

    private void send(ProtocolError error) {
        try {
            if (!begun && !response.isCommitted()) {
                write(error);
            }
        } catch (IOException clientIsGone) {
            LOG.log(System.Logger.Level.DEBUG, "the client did not wait for its response", clientIsGone);
        } finally {
            response.end();
        }
    }

    private void write(ProtocolError error) throws IOException {
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        if (request.leavesBody()) {
            // The container closes the connection then, and the client must not send its next request on it.
            response.setHeader("Connection", "close");
        }
        byte[] reason = (error.reason() + "\n").getBytes(StandardCharsets.UTF_8);
        if (!request.method().equals("HEAD")) {
            response.setHeader("Content-Type", "text/plain;charset=UTF-8");
            response.setContentLength(reason.length);
            response.sink().write(reason);
        }
    }
}

package org.streamlistening.internal.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.protocol.ProtocolNames;

/** One request and its answer, whatever carries them. For one thread at a time. */
public final class ServerExchange {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());

    private final ServerRequest request;
    private final ServerResponse response;

    /** What a success says. A failure that comes after all says none of it, so that nothing is set before {@link #begin}. */
    private final Map<String, String> headers = new LinkedHashMap<>();

    private boolean begun;

    public ServerExchange(ServerRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
    }

    ServerRequest request() {
        return request;
    }

    ServerResponse response() {
        return response;
    }

    /** The only value of a header; a header that comes twice is refused. */
    Optional<String> header(String name) {
        List<String> values = request.headers(name);
        if (values.size() > 1) {
            throw ProtocolError.badRequest("the header " + name + " is there twice");
        }
        return values.stream().findFirst();
    }

    /** Whether a header says {@code true}, in whatever case; any other value counts as none (Protocol, section 4.1). */
    boolean says(String name) {
        return request.headers(name).stream()
                .findFirst()
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /** Ends the answer with a status, and the headers that were set. */
    void end(int status) {
        begin(status);
        response.end();
    }

    /** From here on it is this answer: the body follows. Before that, {@link #refuse} can still answer in its place. */
    void begin(int status) {
        begun = true;
        response.setStatus(status);
        headers.forEach(response::setHeader);
    }

    void setHeader(String name, String value) {
        headers.put(name, value);
    }

    void offset(String token) {
        setHeader(ProtocolNames.NEXT_OFFSET, token);
    }

    void mark(String header, boolean present) {
        if (present) {
            setHeader(header, "true");
        }
    }

    /** Answers once there is a result, or with the refusal that came instead. */
    <T> void end(CompletionStage<T> result, Consumer<T> answer) {
        if (!result.toCompletableFuture().isDone()) {
            request.later();
        }
        result.thenAccept(answer).whenComplete((done, failure) -> {
            if (failure != null) {
                refuse(failure);
            }
        });
    }

    /** Answers a request that failed. What is not a {@link ProtocolError} is a fault of ours: logged, and not shown. */
    void refuse(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ProtocolError error) {
            answer(error);
        } else {
            try {
                LOG.log(System.Logger.Level.WARNING, "a request to the embedded Durable Streams server failed", cause);
            } finally {
                // Also where there is no memory for a line in the log.
                answer(new ProtocolError(500, "the server failed"));
            }
        }
    }

    private void answer(ProtocolError error) {
        try {
            if (!begun && !response.isCommitted()) {
                write(error);
            }
        } catch (IOException clientIsGone) {
            LOG.log(System.Logger.Level.DEBUG, "the client did not wait for its answer", clientIsGone);
        } finally {
            response.end();
        }
    }

    private void write(ProtocolError error) throws IOException {
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        if (request.leavesBody()) {
            // The container hangs up then, and whoever does not know that sends the next request in vain.
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

package org.streamlistening.internal.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.Pending;
import org.streamlistening.internal.http.Transport.Request;
import org.streamlistening.internal.protocol.ProtocolNames;

/** One question, one answer: puts the request together, and makes an exception of every answer that is no success. */
public final class RequestSender {

    private static final int MAX_REDIRECTS = 5;

    private final ClientSettings settings;
    private final ErrorMapper errorMapper;

    /** Whether the server is one that marks its answers: then a 404 without the mark is not its own. */
    private volatile boolean marks;

    public RequestSender(ClientSettings settings, ErrorMapper errorMapper) {
        this.settings = settings;
        this.errorMapper = errorMapper;
    }

    /**
     * What is asked.
     *
     * @param action what it is, as in {@code append to}, for messages
     * @param packed whether the answer may be compressed
     */
    public record Question(
            String action,
            StreamId id,
            String method,
            Map<String, String> parameters,
            Map<String, String> headers,
            @Nullable StreamContent body,
            @Nullable String contentType,
            boolean packed) {

        public static Question of(String action, StreamId id, String method) {
            return new Question(action, id, method, Map.of(), Map.of(), null, null, false);
        }

        public Question headers(Map<String, String> more) {
            return new Question(action, id, method, parameters, more, body, contentType, packed);
        }

        public Question content(@Nullable StreamContent content, @Nullable String type) {
            return new Question(action, id, method, parameters, headers, content, type, packed);
        }
    }

    /** @throws StreamException if there is no answer, or one that is not 2xx or 304 */
    public StreamResponse ask(Connection connection, Question question) {
        return success(connection, question, send(connection, question));
    }

    /**
     * Asks, and does not wait, where the transport can do without a thread.
     *
     * @return null if it cannot
     * @throws StreamException as {@link #ask}
     */
    @Nullable
    public Pending begin(Connection connection, Question question) {
        try {
            return connection.begin(request(question));
        } catch (IOException e) {
            throw unanswered(question, e);
        }
    }

    /** As {@link #ask}, where the question was asked before. */
    public StreamResponse answered(Connection connection, Question question, Pending pending) {
        try {
            return success(connection, question, pending.answer());
        } catch (IOException e) {
            throw unanswered(question, e);
        }
    }

    private StreamResponse success(Connection connection, Question question, StreamResponse first) {
        StreamResponse response = first;
        Runnable refresh = settings.onUnauthorized();
        if (response.status() == 401 && refresh != null) {
            response.close();
            computed(question, "its credentials could not be refreshed", () -> {
                refresh.run();
                return null;
            });
            response = send(connection, question);
        }
        boolean success = response.status() / 100 == 2 || response.status() == 304;
        if (success || isMarked(response)) {
            marks = isMarked(response);
        }
        if (question.method().equals("GET") && success) {
            return response;
        }
        if (success || ErrorMapper.dependOnHeaders(response.status())) {
            requireWholeHead(question, response);
        }
        if (success) {
            return response;
        }
        try (StreamResponse refused = response) {
            throw marks && !isMarked(refused) && refused.status() == 404
                    ? errorMapper.ofSomebodyElse(question.action(), question.id())
                    : errorMapper.of(question.action(), question.id(), question.body(), refused);
        }
    }

    private static boolean isMarked(StreamResponse response) {
        return response.header(ProtocolNames.SERVER).isPresent();
    }

    private static void requireWholeHead(Question question, StreamResponse response) {
        if (question.method().equals("HEAD")) {
            return;
        }
        try {
            response.requireWholeHead();
        } catch (IOException e) {
            response.close();
            throw failed(question, "the answer was cut off", e);
        }
    }

    private Request request(Question question) {
        String failure = "its headers or parameters could not be computed";
        Map<String, String> parameters = computed(question, failure, settings::currentParameters);
        parameters.putAll(question.parameters());
        URI uri = settings.base().of(question.id(), parameters);
        Map<String, String> headers = headers(question, computed(question, failure, settings::currentHeaders));
        // On every transport alike: a request of a thread that is interrupted already is not sent.
        WaitLimits.requireNotInterrupted(null);
        return new Request(question.method(), uri, headers, question.body(), question.contentType());
    }

    private StreamResponse send(Connection connection, Question question) {
        Request request = request(question);
        try {
            for (int redirects = 0; ; redirects++) {
                StreamResponse response = connection.send(request);
                URI next = redirects < MAX_REDIRECTS ? redirect(question, request.uri(), response) : null;
                if (next == null) {
                    return response;
                }
                // Half an address may be the one of another stream.
                requireWholeHead(question, response);
                response.close();
                request = request.to(next);
            }
        } catch (IOException e) {
            throw unanswered(question, e);
        }
    }

    /** Headers and parameters often come from elsewhere, such as a token service that is away for a moment. */
    private static <T extends @Nullable Object> T computed(Question question, String failure, Supplier<T> computation) {
        try {
            return computation.get();
        } catch (StreamException e) {
            // Of a stream of tokens, say: that there is none must not be taken for the answer about this stream.
            throw e.streamId().equals(question.id().value())
                    ? e
                    : new StreamException(
                            message(question, failure, e),
                            question.id().value(),
                            0,
                            e.retryable(),
                            e.retryAfter().orElse(null),
                            e);
        } catch (Exception e) {
            // Checked exceptions too, which languages without them throw.
            throw failed(question, failure, e);
        }
    }

    /** In words, and none of the cause's own, which may quote an address with its query. */
    private static String reason(Exception cause) {
        for (Throwable at : Causes.from(cause)) {
            if (at instanceof NoRouteToHostException) {
                return "no route to host";
            }
            if (at instanceof UnknownHostException || at instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            if (at instanceof ConnectException) {
                return "connection refused";
            }
        }
        return cause.getClass().getSimpleName();
    }

    private StreamException unanswered(Question question, IOException cause) {
        if (cause instanceof ServerEndedException) {
            return new EmbeddedServerEndedException(
                    "cannot " + question.action() + " stream '" + question.id()
                            + "': the embedded server has ended with the application",
                    question.id().value(),
                    cause);
        }
        return failed(
                question,
                "there is no answer from the server " + settings.base().place(),
                cause);
    }

    private static StreamException failed(Question question, String why, Exception cause) {
        return new StreamException(message(question, why, cause), question.id().value(), 0, true, null, cause);
    }

    private static String message(Question question, String why, Exception cause) {
        return "cannot " + question.action() + " stream '" + question.id() + "': " + why + " (" + reason(cause) + ")";
    }

    private Map<String, String> headers(Question question, Map<String, String> headers) {
        headers.putAll(question.headers());
        headers.putIfAbsent("Accept-Encoding", question.packed() && settings.gzip() ? "gzip" : "identity");
        headers.forEach(RequestSender::requireSendable);
        StreamContent body = question.body();
        String type = question.contentType() == null && body != null ? body.contentType() : question.contentType();
        if (type != null) {
            requireSendable("Content-Type", type);
        }
        return headers;
    }

    /** Some transports replace what no header can hold, others tell the value, which may be a secret. */
    private static void requireSendable(String name, String value) {
        if (!value.chars().allMatch(RequestSender::isSendable)) {
            throw new IllegalArgumentException(
                    "the header " + name + " must not hold control characters, nor any beyond ISO-8859-1");
        }
    }

    private static boolean isSendable(int character) {
        return character == '\t' || (character >= ' ' && character < 0x7f) || (character > 0x7f && character <= 0xff);
    }

    /** Where to ask instead, on the same origin only: the headers may hold credentials. */
    private @Nullable URI redirect(Question question, URI asked, StreamResponse response) {
        boolean safe = question.method().equals("GET") || question.method().equals("HEAD");
        boolean repeats = switch (response.status()) {
            case 307, 308 -> true;
            case 301, 302 -> safe;
            default -> false;
        };
        String location = repeats ? response.header("Location").orElse(null) : null;
        if (location == null) {
            return null;
        }
        try {
            URI target = asked.resolve(location);
            return settings.base().sameOrigin(target) ? target : null;
        } catch (IllegalArgumentException e) {
            // Not an address: the redirect itself becomes the refusal.
            return null;
        }
    }
}

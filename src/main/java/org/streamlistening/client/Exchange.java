package org.streamlistening.client;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.Transport.Connection;
import org.streamlistening.client.Transport.Request;

/** One question, one answer: puts the request together, and makes an exception of every answer that is no success. */
final class Exchange {

    private static final int MAX_REDIRECTS = 5;

    private final ClientSettings settings;
    private final Refusals refusals;

    Exchange(ClientSettings settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
    }

    /**
     * What is asked.
     *
     * @param action what it is, as in {@code append to}, for messages
     * @param packed whether the answer may be compressed
     */
    record Question(
            String action,
            StreamId id,
            String method,
            Map<String, String> parameters,
            Map<String, String> headers,
            @Nullable StreamContent body,
            @Nullable String contentType,
            boolean packed) {

        static Question of(String action, StreamId id, String method) {
            return new Question(action, id, method, Map.of(), Map.of(), null, null, false);
        }

        Question headers(Map<String, String> more) {
            return new Question(action, id, method, parameters, more, body, contentType, packed);
        }

        Question content(@Nullable StreamContent content, @Nullable String type) {
            return new Question(action, id, method, parameters, headers, content, type, packed);
        }
    }

    /** @throws StreamException if there is no answer, or one that is not 2xx or 304 */
    Answer ask(Connection connection, Question question) {
        Answer answer = send(connection, question);
        Runnable refresh = settings.onUnauthorized();
        if (answer.status() == 401 && refresh != null) {
            answer.close();
            refresh.run();
            answer = send(connection, question);
        }
        boolean success = answer.status() / 100 == 2 || answer.status() == 304;
        if (question.method().equals("GET") && success) {
            return answer;
        }
        requireWholeHead(question, answer);
        if (success) {
            return answer;
        }
        try (Answer refused = answer) {
            throw refusals.of(question.action(), question.id(), refused);
        }
    }

    /** Headers make the difference between one refusal and another. */
    private static void requireWholeHead(Question question, Answer answer) {
        if (question.method().equals("HEAD")) {
            return;
        }
        try {
            answer.requireWholeHead();
        } catch (IOException e) {
            answer.close();
            throw failed(question, "the answer was cut off", e);
        }
    }

    private Answer send(Connection connection, Question question) {
        URI uri = settings.base().of(question.id(), computed(question, this::parameters));
        Map<String, String> headers = computed(question, this::headers);
        try {
            for (int redirects = 0; ; redirects++) {
                Answer answer = connection.send(
                        new Request(question.method(), uri, headers, question.body(), question.contentType()));
                URI next = redirects < MAX_REDIRECTS ? redirect(question, uri, answer) : null;
                if (next == null) {
                    return answer;
                }
                answer.close();
                uri = next;
            }
        } catch (IOException e) {
            throw failed(question, "there is no answer from the server", e);
        }
    }

    /** Headers and parameters often come from elsewhere, such as a token service that is away for a moment. */
    private static Map<String, String> computed(
            Question question, Function<Question, Map<String, String>> computation) {
        try {
            return computation.apply(question);
        } catch (StreamException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(question, "its headers or parameters could not be computed", e);
        }
    }

    private static StreamException failed(Question question, String why, Exception cause) {
        String message = "cannot " + question.action() + " stream '" + question.id() + "': " + why + " ("
                + cause.getClass().getSimpleName() + ")";
        return new StreamException(message, question.id().value(), 0, true, null, cause);
    }

    private Map<String, String> parameters(Question question) {
        Map<String, String> parameters = new LinkedHashMap<>(settings.currentParameters());
        parameters.putAll(question.parameters());
        return parameters;
    }

    private Map<String, String> headers(Question question) {
        Map<String, String> headers = settings.currentHeaders();
        headers.forEach(Exchange::requireOneLine);
        headers.putAll(question.headers());
        headers.putIfAbsent("Accept-Encoding", question.packed() && settings.gzip() ? "gzip" : "identity");
        return headers;
    }

    private static void requireOneLine(String name, String value) {
        if (value.chars().anyMatch(character -> (character < ' ' && character != '\t') || character == 0x7f)) {
            throw new IllegalArgumentException("the header " + name + " must not hold control characters");
        }
    }

    /** Where to ask instead, on the same origin only: the headers may hold credentials. */
    private @Nullable URI redirect(Question question, URI asked, Answer answer) {
        boolean safe = question.method().equals("GET") || question.method().equals("HEAD");
        boolean repeats = switch (answer.status()) {
            case 307, 308 -> true;
            case 301, 302 -> safe;
            default -> false;
        };
        String location = repeats ? answer.header("Location").orElse(null) : null;
        if (location == null) {
            return null;
        }
        try {
            URI target = asked.resolve(location);
            return target.getHost() != null && settings.base().sameOrigin(target) ? target : null;
        } catch (IllegalArgumentException e) {
            // Not an address: the redirect itself becomes the refusal.
            return null;
        }
    }
}

package org.streamlistening.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions.Fork;
import org.streamlistening.client.Exchange.Question;
import org.streamlistening.client.Transport.Connection;

/** The single operations: everything but reading. */
final class StreamOperations {

    /** The action in messages about a creation. */
    static final String CREATE = "create";

    private static final String TRUE = "true";

    private final BaseUri base;
    private final Exchange exchange;
    private final Connection connection;
    private final Retries retries;

    StreamOperations(BaseUri base, Exchange exchange, Connection connection, Retries retries) {
        this.base = base;
        this.exchange = exchange;
        this.connection = connection;
        this.retries = retries;
    }

    StreamCreated create(StreamId id, CreateOptions options) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (options.ttl() != null) {
            headers.put(Protocol.TTL, Long.toString(options.ttl().toSeconds()));
        }
        if (options.expiresAt() != null) {
            headers.put(Protocol.EXPIRES_AT, options.expiresAt().toString());
        }
        if (options.closed()) {
            headers.put(Protocol.CLOSED, TRUE);
        }
        Fork fork = options.fork();
        if (fork != null) {
            headers.put(Protocol.FORKED_FROM, base.path(StreamId.of(fork.source())));
            if (fork.offset() != null) {
                headers.put(Protocol.FORK_OFFSET, fork.offset().value());
            }
            if (fork.subOffset() > 0) {
                headers.put(Protocol.FORK_SUB_OFFSET, Long.toString(fork.subOffset()));
            }
        }
        Question question =
                Question.of(CREATE, id, "PUT").headers(headers).content(options.content(), options.contentType());
        return asked(
                question,
                answer -> new StreamCreated(
                        answer.status() == 201, next(question, answer), answer.isTrue(Protocol.CLOSED)));
    }

    StreamWritten append(StreamId id, StreamContent content, @Nullable String seq) {
        Map<String, String> headers = seq == null ? Map.of() : Map.of(Protocol.SEQ, seq);
        return written(Question.of("append to", id, "POST").headers(headers).content(content, null));
    }

    StreamWritten close(StreamId id, @Nullable StreamContent content) {
        return written(Question.of("close", id, "POST")
                .headers(Map.of(Protocol.CLOSED, TRUE))
                .content(content, null));
    }

    private StreamWritten written(Question question) {
        return asked(question, answer -> new StreamWritten(next(question, answer), answer.isTrue(Protocol.CLOSED)));
    }

    /** Sends what a producer puts together. */
    <T> T asked(Question question, Function<Answer, T> read) {
        return retries.of(() -> {
            try (Answer answer = exchange.ask(connection, question)) {
                return read.apply(answer);
            }
        });
    }

    void delete(StreamId id) {
        asked(Question.of("delete", id, "DELETE"), Answer::status);
    }

    StreamInfo head(StreamId id) {
        Question question = Question.of("look at", id, "HEAD");
        return asked(
                question,
                answer -> StreamInfo.of(
                        answer.header("Content-Type").orElse("application/octet-stream"),
                        next(question, answer),
                        answer.isTrue(Protocol.CLOSED),
                        answer.header(Protocol.TTL)
                                .flatMap(StreamOperations::seconds)
                                .orElse(null),
                        answer.header(Protocol.EXPIRES_AT)
                                .flatMap(StreamOperations::instant)
                                .orElse(null)));
    }

    private static Offset next(Question question, Answer answer) {
        try {
            return answer.offset(Protocol.NEXT_OFFSET).orElseThrow();
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new StreamDecodeException(
                    "stream '" + question.id() + "': the answer has no usable " + Protocol.NEXT_OFFSET
                            + ". Does the base URI lead to a durable streams server?",
                    question.id().value(),
                    answer.status(),
                    e);
        }
    }

    private static Optional<Duration> seconds(String header) {
        try {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        } catch (NumberFormatException e) {
            // Only information: not worth failing for.
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String header) {
        try {
            return Optional.of(OffsetDateTime.parse(header).toInstant());
        } catch (DateTimeException e) {
            // Only information: not worth failing for.
            return Optional.empty();
        }
    }
}

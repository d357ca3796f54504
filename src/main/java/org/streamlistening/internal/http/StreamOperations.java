package org.streamlistening.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.CreateOptions.Fork;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamDecodeException;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamInfo;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.client.StreamWritten;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.protocol.ProtocolNames;

/** The single operations on streams, each with its retries. For any number of threads. */
public final class StreamOperations {

    /** The action in error messages of a creation. */
    static final String CREATE = "create";

    private static final String APPEND = "append to";
    private static final String CLOSE = "close";
    private static final String TRUE = "true";

    /** How often a stream that is deleted at the same time is created. */
    private static final int CREATE_ATTEMPTS = 3;

    private final BaseUri base;
    private final RequestSender sender;
    private final Connection connection;
    private final OperationRetries retries;

    public StreamOperations(BaseUri base, RequestSender sender, Connection connection, OperationRetries retries) {
        this.base = base;
        this.sender = sender;
        this.connection = connection;
        this.retries = retries;
    }

    /** Creates a stream (section 5.1). */
    public StreamCreated create(StreamId id, CreateOptions options) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (options.ttl() != null) {
            headers.put(ProtocolNames.TTL, Long.toString(options.ttl().toSeconds()));
        }
        if (options.expiresAt() != null) {
            headers.put(ProtocolNames.EXPIRES_AT, options.expiresAt().toString());
        }
        if (options.closed()) {
            headers.put(ProtocolNames.CLOSED, TRUE);
        }
        Fork fork = options.fork();
        if (fork != null) {
            headers.put(ProtocolNames.FORKED_FROM, base.path(StreamId.of(fork.source())));
            if (fork.offset() != null) {
                headers.put(ProtocolNames.FORK_OFFSET, fork.offset().value());
            }
            if (fork.subOffset() > 0) {
                headers.put(ProtocolNames.FORK_SUB_OFFSET, Long.toString(fork.subOffset()));
            }
        }
        StreamRequest request = StreamRequest.of(CREATE, id, "PUT")
                .withHeaders(headers)
                .withContent(options.content(), options.contentType());
        return send(
                request,
                response -> new StreamCreated(
                        response.status() == 201, next(request, response), response.isTrue(ProtocolNames.CLOSED)));
    }

    /**
     * Creates a stream, unless one exists with any configuration. Another client may delete it, or create it, between
     * the two requests.
     */
    public StreamCreated createIfMissing(StreamId id, CreateOptions options) {
        for (int attempt = 1; ; attempt++) {
            try {
                return create(id, options);
            } catch (StreamConflictException exists) {
                try {
                    StreamInfo info = head(id);
                    return new StreamCreated(false, info.nextOffset(), info.closed());
                } catch (StreamNotFoundException deleted) {
                    if (attempt == CREATE_ATTEMPTS) {
                        throw exists;
                    }
                }
            }
        }
    }

    /**
     * Appends to a stream (section 5.2).
     *
     * @param seq the {@code Stream-Seq}; null: none
     */
    public StreamWritten append(StreamId id, StreamContent content, @Nullable String seq) {
        Map<String, String> headers = seq == null ? Map.of() : Map.of(ProtocolNames.SEQ, seq);
        return written(StreamRequest.of(APPEND, id, "POST").withHeaders(headers).withContent(content, null));
    }

    /**
     * Closes a stream (section 5.3).
     *
     * @param content the last content; null: none
     */
    public StreamWritten close(StreamId id, @Nullable StreamContent content) {
        return written(StreamRequest.of(CLOSE, id, "POST")
                .withHeaders(Map.of(ProtocolNames.CLOSED, TRUE))
                .withContent(content, null));
    }

    /**
     * Appends to a stream as an idempotent producer (section 5.2.1).
     *
     * @param content null: none, the request only closes the stream
     * @param closes whether the stream is closed as well
     */
    public ProducedBatch produce(
            StreamId id, @Nullable StreamContent content, ProducerSequence sequence, boolean closes) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ProtocolNames.PRODUCER_ID, sequence.producerId());
        headers.put(ProtocolNames.PRODUCER_EPOCH, Long.toString(sequence.epoch()));
        headers.put(ProtocolNames.PRODUCER_SEQ, Long.toString(sequence.sequence()));
        if (closes) {
            headers.put(ProtocolNames.CLOSED, TRUE);
        }
        StreamRequest request = StreamRequest.of(closes ? CLOSE : APPEND, id, "POST")
                .withHeaders(headers)
                .withContent(content, null);
        return send(
                request,
                response -> new ProducedBatch(
                        response.header(ProtocolNames.NEXT_OFFSET).map(Offset::of),
                        response.isTrue(ProtocolNames.CLOSED),
                        response.status() == 204 && content != null,
                        sequence.epoch(),
                        sequence.sequence()));
    }

    private StreamWritten written(StreamRequest request) {
        return send(
                request, response -> new StreamWritten(next(request, response), response.isTrue(ProtocolNames.CLOSED)));
    }

    /**
     * Sends a request, with retries.
     *
     * @param read reads the result from a response; the response is closed afterwards
     */
    public <T> T send(StreamRequest request, Function<StreamResponse, T> read) {
        return retries.run(() -> {
            try (StreamResponse response = sender.send(connection, request)) {
                return read.apply(response);
            }
        });
    }

    /** Deletes a stream (section 5.4). */
    public void delete(StreamId id) {
        send(StreamRequest.of("delete", id, "DELETE"), StreamResponse::status);
    }

    /** Reads the metadata of a stream (section 5.5). */
    public StreamInfo head(StreamId id) {
        StreamRequest request = StreamRequest.of("look at", id, "HEAD");
        return send(
                request,
                response -> new StreamInfo(
                        response.header("Content-Type").orElse("application/octet-stream"),
                        next(request, response),
                        response.isTrue(ProtocolNames.CLOSED),
                        response.header(ProtocolNames.TTL).flatMap(StreamOperations::seconds),
                        response.header(ProtocolNames.EXPIRES_AT).flatMap(StreamOperations::instant)));
    }

    private static Offset next(StreamRequest request, StreamResponse response) {
        try {
            return response.offset(ProtocolNames.NEXT_OFFSET).orElseThrow();
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new StreamDecodeException(
                    "stream '" + request.id() + "': the response has no usable " + ProtocolNames.NEXT_OFFSET
                            + ". Does the base URI lead to a durable streams server?",
                    request.id().value(),
                    response.status(),
                    e);
        }
    }

    private static Optional<Duration> seconds(String header) {
        try {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        } catch (NumberFormatException e) {
            // The value is informational: an invalid one is omitted.
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String header) {
        try {
            return Optional.of(OffsetDateTime.parse(header).toInstant());
        } catch (DateTimeException e) {
            // The value is informational: an invalid one is omitted.
            return Optional.empty();
        }
    }
}

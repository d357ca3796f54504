package org.streamlistening.internal.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.protocol.HttpDate;
import org.streamlistening.internal.protocol.ProtocolNames;

/** Maps an error response to an exception whose message has a remedy. */
public final class ErrorMapper {

    /** {@code Retry-After} is capped: a mistyped header must not silence a reader for years. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    private final InstantSource clock;

    public ErrorMapper(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param action the operation that failed, as in {@code append to}
     * @param sent the body of the request; null: none
     */
    StreamException of(String action, StreamId id, @Nullable StreamContent sent, StreamResponse response) {
        if (response.status() == 400 && sent != null) {
            Optional<String> location = JsonErrorLocator.in(sent);
            if (location.isPresent()) {
                String message = "cannot " + action + " stream '" + id + "': the server answered 400, the content is"
                        + " malformed JSON, " + location.get();
                return new StreamException(message, id.value(), 400, false, null, null);
            }
        }
        return of(action, id, response);
    }

    /** @param action the operation that failed, as in {@code append to} */
    StreamException of(String action, StreamId id, StreamResponse response) {
        int status = response.status();
        String begin = "cannot " + action + " stream '" + id + "': the server answered " + status + ", ";
        return switch (status) {
            case 404 ->
                new StreamNotFoundException(
                        begin + "there is no such stream. Create it first, or check the id and the base URI",
                        id.value());
            case 410 -> gone(begin, id, response);
            case 409 -> conflict(begin, action, id, response);
            case 403 -> forbidden(begin, id, response);
            default ->
                new StreamException(
                        begin + meaning(status), id.value(), status, isRetryable(status), retryAfter(response), null);
        };
    }

    private static StreamGoneException gone(String begin, StreamId id, StreamResponse response) {
        boolean recreated = response.isTrue(ProtocolNames.RECREATED);
        String why = recreated
                ? "the stream was deleted and created again, and the offset belongs to the earlier one. Start at its"
                        + " beginning"
                : "that part of the stream, or the stream, is gone. Start at a later offset";
        return new StreamGoneException(
                begin + why, id.value(), 410, offset(response, ProtocolNames.EARLIEST_OFFSET), recreated, null);
    }

    /** A 404 of another server, such as a container while the application of the server is not deployed. */
    StreamException ofForeignServer(String action, StreamId id) {
        String message = "cannot " + action + " stream '" + id + "': another server than the Durable Streams server"
                + " answered 404. Is its application being deployed?";
        return new StreamException(message, id.value(), 404, true, null, null);
    }

    /** Whether the meaning of this status depends on headers, or the status itself is truncated. */
    static boolean dependsOnHeaders(int status) {
        return status == 403 || status == 409 || status == 410 || status < 100;
    }

    private static StreamException conflict(String begin, String action, StreamId id, StreamResponse response) {
        if (response.isTrue(ProtocolNames.CLOSED) && action.equals(StreamOperations.CREATE)) {
            return new StreamConflictException(begin + "the stream exists already, and it is closed", id.value());
        }
        if (response.isTrue(ProtocolNames.CLOSED)) {
            return new StreamClosedException(
                    begin + "the stream is closed and accepts no further content",
                    id.value(),
                    offset(response, ProtocolNames.NEXT_OFFSET));
        }
        if (response.header(ProtocolNames.PRODUCER_EXPECTED_SEQ).isPresent()) {
            return new SequenceGapException(
                    begin + "a batch is missing before this one. Does another writer use the same producer id?",
                    id.value());
        }
        return new StreamConflictException(
                begin + "the request contradicts the stream. Compare content type, configuration and Stream-Seq",
                id.value());
    }

    private static StreamException forbidden(String begin, StreamId id, StreamResponse response) {
        String epoch = response.header(ProtocolNames.PRODUCER_EPOCH).orElse("");
        if (epoch.matches("[0-9]{1,16}")) {
            return new ProducerFencedException(
                    begin + "a writer with the same producer id has begun epoch " + epoch
                            + ". Stop this one, or continue in a later epoch",
                    id.value(),
                    Long.parseLong(epoch));
        }
        return new StreamException(begin + meaning(403), id.value(), 403, false, null, null);
    }

    static boolean isRetryable(int status) {
        // 501 says that the server never will (Protocol, section 5.2).
        return status == 408 || status == 429 || (status >= 500 && status != 501);
    }

    private static String meaning(int status) {
        return switch (status) {
            case 400 -> "the request is malformed. Check the offset, the content, and the options";
            case 401 -> "it requires other credentials. Check the headers that the client is built with";
            case 403 -> "it does not allow this. Check the rights behind the credentials";
            case 405, 501 -> "it does not support this on that stream";
            case 414 -> "the id of the stream is too long for it. Use a shorter one";
            case 413 -> "the content is too large. Split it";
            case 429 -> "there were too many requests. Wait before the next one";
            default -> {
                if (status >= 300 && status < 400) {
                    yield "it redirects to an address that this client does not follow. Set the base URI to the final address";
                }
                yield isRetryable(status)
                        ? "it cannot serve the request at the moment"
                        : "which the protocol does not define";
            }
        };
    }

    private @Nullable Duration retryAfter(StreamResponse response) {
        Optional<String> header = response.header("Retry-After");
        if (header.isEmpty()) {
            return null;
        }
        Duration requested = requestedPause(header.get(), response);
        if (requested.isNegative()) {
            return Duration.ZERO;
        }
        return requested.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : requested;
    }

    /** Zero if the header is unreadable: the back-off of the client applies. */
    private Duration requestedPause(String header, StreamResponse response) {
        Instant now = clock.instant();
        if (header.chars().allMatch(character -> character >= '0' && character <= '9')) {
            try {
                return Duration.ofSeconds(Long.parseLong(header));
            } catch (NumberFormatException tooLong) {
                return Duration.ZERO;
            }
        }
        // A date refers to the clock of the server, which may differ from the local one.
        Instant sent = response.header("Date")
                .flatMap(date -> HttpDate.parse(date, now))
                .orElse(now);
        return HttpDate.parse(header, now)
                .map(until -> Duration.between(sent, until))
                .orElse(Duration.ZERO);
    }

    private static @Nullable Offset offset(StreamResponse response, String name) {
        try {
            // A reader that continues at "now" would skip messages.
            return response.offset(name)
                    .filter(offset -> !offset.equals(Offset.NOW))
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            // An invalid offset must not hide the error response.
            return null;
        }
    }
}

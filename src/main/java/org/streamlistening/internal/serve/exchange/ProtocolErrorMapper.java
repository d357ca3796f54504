package org.streamlistening.internal.serve.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.store.StoreException;

/** Maps rejections of the engine and failures of the store to statuses and headers. Pure functions, for any thread. */
public final class ProtocolErrorMapper {

    private static final String RETRY_AFTER = "Retry-After";

    private ProtocolErrorMapper() {}

    /** The response to a failed request; empty for a fault of the server. */
    public static Optional<ProtocolError> map(Throwable failure) {
        if (failure instanceof ProtocolError error) {
            return Optional.of(error);
        }
        if (failure instanceof RequestRejectedException rejection) {
            return Optional.of(error(rejection));
        }
        return failure instanceof StoreException exception ? Optional.of(error(exception)) : Optional.empty();
    }

    private static ProtocolError error(RequestRejectedException rejection) {
        Map<String, String> headers = new HashMap<>();
        rejection.details().forEach((detail, value) -> headers.put(header(detail), value));
        int status = status(rejection.reason());
        switch (rejection.reason()) {
            case CLOSED -> headers.put(ProtocolNames.CLOSED, "true");
            case RECREATED -> headers.put(ProtocolNames.RECREATED, "true");
            case LIMIT_REACHED -> headers.put(RETRY_AFTER, "60");
            default -> {
                // No further header.
            }
        }
        return new ProtocolError(status, rejection.text(), Map.copyOf(headers));
    }

    private static int status(RequestRejectedException.Reason reason) {
        return switch (reason) {
            case INVALID -> 400;
            case FENCED -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT, CLOSED -> 409;
            case DELETED, TRIMMED, RECREATED -> 410;
            case LIMIT_REACHED -> 429;
        };
    }

    private static String header(RequestRejectedException.Detail detail) {
        return switch (detail) {
            case NEXT_OFFSET -> ProtocolNames.NEXT_OFFSET;
            case EARLIEST_OFFSET -> ProtocolNames.EARLIEST_OFFSET;
            case PRODUCER_EPOCH -> ProtocolNames.PRODUCER_EPOCH;
            case PRODUCER_EXPECTED_SEQ -> ProtocolNames.PRODUCER_EXPECTED_SEQ;
            case PRODUCER_RECEIVED_SEQ -> ProtocolNames.PRODUCER_RECEIVED_SEQ;
        };
    }

    private static ProtocolError error(StoreException exception) {
        return switch (exception.reason()) {
            case UNAVAILABLE -> ProtocolError.unavailable(exception.text());
            case FULL -> new ProtocolError(507, exception.text());
            case UNKNOWN_STREAM -> new ProtocolError(404, exception.text());
            case BYTES_DELETED -> new ProtocolError(410, exception.text());
            // Not 503: a repetition could double the append.
            case UNKNOWN_OUTCOME -> new ProtocolError(500, exception.text());
        };
    }
}

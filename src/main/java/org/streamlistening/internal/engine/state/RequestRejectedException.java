package org.streamlistening.internal.engine.state;

import java.util.Map;

/** A request that the engine rejects: the reason for programs, one line for people, and details. It knows no HTTP. */
public final class RequestRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Map<Detail, String> details;

    /** Why a request is rejected. */
    public enum Reason {
        /** The request is malformed, or names an offset that the stream never issued. */
        INVALID,
        /** The stream does not exist. */
        NOT_FOUND,
        /** The stream is deleted, and exists for its forks only. */
        DELETED,
        /** Retention has trimmed the requested part. */
        TRIMMED,
        /** The offset belongs to an earlier stream of the same id. */
        RECREATED,
        /** The stream is in another state, or has another configuration, than the request needs. */
        CONFLICT,
        /** As {@link #CONFLICT}: the stream is closed. */
        CLOSED,
        /** A newer epoch of the producer fences the request. */
        FENCED,
        /** A table of the server is full. */
        LIMIT_REACHED
    }

    /** A value that the caller needs in order to continue. */
    public enum Detail {
        NEXT_OFFSET,
        EARLIEST_OFFSET,
        PRODUCER_EPOCH,
        PRODUCER_EXPECTED_SEQ,
        PRODUCER_RECEIVED_SEQ
    }

    public RequestRejectedException(Reason reason, String text) {
        this(reason, text, Map.of());
    }

    public RequestRejectedException(Reason reason, String text, Map<Detail, String> details) {
        // A regular result, without a stack trace: it is not a fault of the server.
        super(text, null, false, false);
        this.reason = reason;
        this.details = details;
    }

    public static RequestRejectedException invalid(String text) {
        return new RequestRejectedException(Reason.INVALID, text);
    }

    public static RequestRejectedException notFound() {
        return new RequestRejectedException(Reason.NOT_FOUND, "there is no such stream");
    }

    public static RequestRejectedException deleted() {
        return new RequestRejectedException(Reason.DELETED, "this stream was deleted");
    }

    public static RequestRejectedException conflict(String text) {
        return new RequestRejectedException(Reason.CONFLICT, text);
    }

    public Reason reason() {
        return reason;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public Map<Detail, String> details() {
        return details;
    }
}

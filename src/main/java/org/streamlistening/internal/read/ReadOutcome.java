package org.streamlistening.internal.read;

import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;

/**
 * What a failed read means to a listener. This is the one place where HTTP statuses become outcomes: the rooms that
 * follow the reader compare no status.
 */
public enum ReadOutcome {

    /** The failure has no response: the connection failed, or the request was not sent. */
    NO_RESPONSE,

    /** The response is not what the protocol promises (status 1xx to 3xx). */
    INVALID_RESPONSE,

    /** The server or something on the way cannot respond at the moment; the same request may succeed later. */
    UNAVAILABLE,

    /** The offset is malformed or unknown to the server (400). */
    OFFSET_REJECTED,

    /** The server wants other credentials, or forbids the read (401, 403). */
    UNAUTHORIZED,

    /** There is no such stream (404). */
    STREAM_NOT_FOUND,

    /** The server no longer has the data after the offset (410). */
    STREAM_GONE,

    /** The reader found that the stream was deleted and created again. The server did not say so in its status. */
    STREAM_RECREATED,

    /** Any other final response. */
    REJECTED,

    /** No operation on a stream failed: the exception comes from the library, the JVM, or code of the application. */
    OTHER;

    private static final int FIRST_ERROR_STATUS = 400;

    /** The outcome of a read that threw this exception. */
    public static ReadOutcome of(Throwable failure) {
        if (!(failure instanceof StreamException e)) {
            return OTHER;
        }
        if (e instanceof StreamGoneException) {
            return e.status() == 410 ? STREAM_GONE : STREAM_RECREATED;
        }
        if (e.status() < FIRST_ERROR_STATUS) {
            return e.status() == 0 ? NO_RESPONSE : INVALID_RESPONSE;
        }
        return e.retryable() ? UNAVAILABLE : ofFinalStatus(e.status());
    }

    private static ReadOutcome ofFinalStatus(int status) {
        return switch (status) {
            case 400 -> OFFSET_REJECTED;
            case 401, 403 -> UNAUTHORIZED;
            case 404 -> STREAM_NOT_FOUND;
            case 410 -> STREAM_GONE;
            default -> REJECTED;
        };
    }

    /** Whether the server itself responded, with a final error. */
    public boolean isFinalResponse() {
        return switch (this) {
            case OFFSET_REJECTED, UNAUTHORIZED, STREAM_NOT_FOUND, STREAM_GONE, STREAM_RECREATED, REJECTED -> true;
            case NO_RESPONSE, INVALID_RESPONSE, UNAVAILABLE, OTHER -> false;
        };
    }

    /** The HTTP status of the failure for events, or 0 if it has none. */
    public static int httpStatus(Throwable failure) {
        return failure instanceof StreamException e ? e.status() : 0;
    }
}

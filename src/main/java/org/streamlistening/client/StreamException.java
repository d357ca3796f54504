package org.streamlistening.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a stream failed. The message says on which stream, what the server answered, and what to do.
 *
 * <p>Never holds a header, a query string or a body of the request.
 */
public class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String streamId;
    private final int status;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status, or 0 if there was no answer
     * @param retryable whether the same request may succeed later
     * @param retryAfter how long the server wants to be left alone; null if it did not say
     */
    public StreamException(
            String message,
            String streamId,
            int status,
            boolean retryable,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.streamId = streamId;
        this.status = status;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** The stream that the operation was for. */
    public String streamId() {
        return streamId;
    }

    /** The HTTP status that the server answered with, or 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later: I/O errors, time-outs, 408, 429, 5xx. */
    public boolean retryable() {
        return retryable;
    }

    /** How long the server wants to be left alone, from {@code Retry-After}. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

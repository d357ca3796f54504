package org.streamlistening.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a stream failed. The message names the stream, the response of the server, and a remedy. It contains
 * no header, query string or body of the request.
 *
 * @since 0.1
 */
public class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String streamId;
    private final int status;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status, or 0 without a response
     * @param retryable whether the same request may succeed later
     * @param retryAfter the {@code Retry-After} of the server; null: none
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

    /** The id of the stream. */
    public String streamId() {
        return streamId;
    }

    /** The HTTP status of the response, or 0 without a response. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later. {@link RetryPolicy} lists these failures. */
    public boolean retryable() {
        return retryable;
    }

    /** The pause that the server demands by {@code Retry-After}, at most one hour; empty: none. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

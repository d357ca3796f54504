package org.streamlistening;

/**
 * The listener failed, and stays {@link StreamStatus#FAILED} until {@code listen} is called again. Fired once.
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream
 * @param offset the offset from which the next {@code listen} reads
 * @param message one sentence with the stream and the reason, for a log
 * @param httpStatus the status of the response that failed the listener; 0 if the reason is no response
 * @param cause the failure
 * @since 0.1
 */
public record StreamFailed(
        String listener,
        String sessionKey,
        String streamId,
        Offset offset,
        String message,
        int httpStatus,
        Throwable cause)
        implements StreamEvent {}

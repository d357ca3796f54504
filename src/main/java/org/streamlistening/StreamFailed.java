package org.streamlistening;

/**
 * The listener gave up, and stays {@link StreamStatus#FAILED} until somebody calls {@code listen} again. Fired once.
 *
 * @param message what happened and to which stream, in one sentence; fit for a log, not for translation
 * @param httpStatus the status that the server refused with, or 0 if the failure has nothing to do with an answer
 * @param cause the failure itself
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

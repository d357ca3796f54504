package org.streamlistening;

import org.jspecify.annotations.Nullable;

/**
 * The status of a listener changed.
 *
 * @param previous the status before
 * @param status the status now, never the same as before
 * @param cause why, if it became {@link StreamStatus#RETRYING} or {@link StreamStatus#FAILED}; otherwise null
 */
public record StreamStatusChanged(
        String listener,
        String sessionKey,
        String streamId,
        Offset offset,
        StreamStatus previous,
        StreamStatus status,
        @Nullable Throwable cause)
        implements StreamEvent {}

package org.streamlistening;

import org.jspecify.annotations.Nullable;

/**
 * The status of a listener changed.
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream
 * @param offset the offset from which reading continues
 * @param previous the status before
 * @param status the status now, never the previous one
 * @param cause the reason for {@link StreamStatus#RETRYING} or {@link StreamStatus#FAILED}; else null
 * @since 0.1
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

package org.streamlistening;

/**
 * The stream is closed, and all of its messages were delivered. Fired once; no request follows (Protocol, section 4.1).
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream
 * @param offset the end of the stream
 * @since 0.1
 */
public record StreamCompleted(String listener, String sessionKey, String streamId, Offset offset)
        implements StreamEvent {}

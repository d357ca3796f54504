package org.streamlistening;

/** The stream is closed and every message of it was delivered. Fired once; no request follows. */
public record StreamCompleted(String listener, String sessionKey, String streamId, Offset offset)
        implements StreamEvent {}

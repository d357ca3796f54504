package org.streamlistening.client;

import org.streamlistening.Offset;

/**
 * The server took what was written, or the request to close.
 *
 * @param nextOffset where the stream ends now
 * @param closed whether the stream is complete now
 */
public record StreamWritten(Offset nextOffset, boolean closed) {}

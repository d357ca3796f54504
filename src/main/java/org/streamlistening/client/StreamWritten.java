package org.streamlistening.client;

import org.streamlistening.Offset;

/**
 * The result of an append or a close.
 *
 * @param nextOffset the end of the stream
 * @param closed whether the stream is closed
 * @since 0.1
 */
public record StreamWritten(Offset nextOffset, boolean closed) {}

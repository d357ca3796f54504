package org.streamlistening.client;

import org.streamlistening.Offset;

/**
 * The result of a creation.
 *
 * @param isNew whether this call has created the stream; false: it existed with the same configuration
 * @param nextOffset the end of the stream
 * @param closed whether the stream is closed
 * @since 0.1
 */
public record StreamCreated(boolean isNew, Offset nextOffset, boolean closed) {}

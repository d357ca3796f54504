package org.streamlistening.client;

import org.streamlistening.Offset;

/**
 * A stream exists.
 *
 * @param isNew whether this call created it; false: it existed just like that
 * @param nextOffset where it ends
 * @param closed whether it is complete
 */
public record StreamCreated(boolean isNew, Offset nextOffset, boolean closed) {}

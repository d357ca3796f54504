package org.streamlistening.internal.tail;

import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamReader;

/** Opens readers of the client. */
@FunctionalInterface
public interface Readers {

    /** Opens a reader that catches up from this position and then goes live. Opening sends no request. */
    StreamReader open(ReadKey key, StreamPosition from);
}

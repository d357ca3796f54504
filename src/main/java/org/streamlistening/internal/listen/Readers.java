package org.streamlistening.internal.listen;

import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;

/** Opens readers; the way to the client. */
@FunctionalInterface
public interface Readers {

    /** A reader that catches up from there and then goes live. Opening does not ask the server yet. */
    StreamReader open(StreamKey key, StreamPosition from);
}

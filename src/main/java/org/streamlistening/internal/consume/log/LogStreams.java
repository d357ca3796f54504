package org.streamlistening.internal.consume.log;

import org.streamlistening.Offset;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamException;

/**
 * The operations on streams that a log needs, each of them one request. All block, and throw a {@link StreamException}
 * as {@link org.streamlistening.client.DurableStreamsClient} does.
 */
interface LogStreams {

    /** Creates a stream of JSON with a first message, unless there is one. */
    void create(String stream, String first);

    /** Reads up to the end. */
    MessagePage read(String stream, Offset from);

    /** @return whether the server stored the message; false: it counts as a duplicate of another one */
    boolean append(String stream, String message, ProducerSequence sequence);

    /** Closes a stream, which can be closed already. */
    void close(String stream);

    void delete(String stream);
}

package org.streamlistening.internal.consume.log;

import java.util.List;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamException;

/**
 * The operations on streams that a log needs, each of them one request. All block, and throw a {@link StreamException}
 * as {@link org.streamlistening.client.DurableStreamsClient} does.
 */
interface LogStreams {

    /**
     * What a stream has after an offset.
     *
     * @param messages the messages in order
     * @param next the end of the stream
     * @param closed whether no further message can follow
     */
    record Page(List<String> messages, Offset next, boolean closed) {}

    /** Creates a stream of JSON with a first message, unless there is one. */
    void create(String stream, String first);

    /** Reads up to the end. */
    Page read(String stream, Offset from);

    /** @return whether the server stored the message; false: it counts as a duplicate of another one */
    boolean append(String stream, String message, ProducerSequence sequence);

    /** Closes a stream, which can be closed already. */
    void close(String stream);

    void delete(String stream);
}

package org.streamlistening.internal.answer;

import java.util.List;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamException;

/** The requests that answers need. They block, and throw {@link StreamException}. For any number of threads. */
interface AnswerStreams {

    /**
     * What was read of a stream.
     *
     * @param messages as JSON text
     * @param next the offset behind them
     */
    record Page(List<String> messages, Offset next, boolean closed) {}

    /** Creates a stream, or finds that there is one with the same configuration. */
    StreamCreated create(String stream, CreateOptions options);

    /** Creates a stream, or finds that there is one. */
    StreamCreated createIfMissing(String stream, CreateOptions options);

    /**
     * Appends as an idempotent producer, and closes the stream in the same request if {@code closing}.
     *
     * @param json an array of messages
     */
    void produce(String stream, String json, ProducerSequence sequence, boolean closing);

    /** Appends messages; a retry may store them twice. */
    void append(String stream, String json);

    /** Reads from an offset to the present end. */
    Page read(String stream, Offset from);

    /** Reads from an offset, and waits for a while if there is nothing. */
    Page await(String stream, Offset from);

    void close(String stream);

    void delete(String stream);

    /** A message of the application as JSON text. */
    String encode(Object message);
}

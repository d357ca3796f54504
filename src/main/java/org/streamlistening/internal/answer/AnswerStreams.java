package org.streamlistening.internal.answer;

import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.answer.control.ControlStreams;

/**
 * The requests that answers and their control logs need. They block, and throw {@link StreamException}. For any number of
 * threads.
 */
interface AnswerStreams extends ControlStreams {

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

    /** A message of the application as JSON text. */
    String encode(Object message);
}

package org.streamlistening.answer;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.streamlistening.client.StreamException;

/**
 * Writes one answer into its stream, and ends it with exactly one terminal message, with which the stream is closed.
 *
 * <p>All methods are for any number of threads, virtual or managed, inside or outside of a request; the stream receives
 * what they write in the order of the calls. The requests are sent by threads of the library, one at a time, as an
 * idempotent producer: a request that is repeated stores nothing twice. Transient failures are retried until another
 * server takes the answer over.
 *
 * <p>The answer ends without a call of this object if it is {@linkplain AnswerWriters#stop stopped}, if the application
 * stops, and if another server has taken it over. Then {@link #onStop} runs, and each further write throws
 * {@link AnswerEndedException}.
 *
 * @since 0.1
 */
public interface AnswerWriter extends AutoCloseable {

    /** The stream of the answer. */
    String streamId();

    /**
     * Appends text, as a {@link AnswerMessage.Delta}. Text that is written within the linger, or while a request is under way,
     * becomes one message; the first text after a pause is sent at once. A text of any length is accepted, in parts if it
     * is longer than the buffer. Returns when the text is in the buffer; blocks while the buffer is full.
     *
     * @param delta continues the text that was written before; an empty one does nothing
     * @throws AnswerEndedException if the answer has ended
     * @throws CancellationException if the thread is interrupted while it waits: a part of the text may be written, and
     *     the interrupt flag stays set
     */
    void write(String delta);

    /**
     * Appends a message of the application, encoded by JSON Binding, or a {@code JsonValue}. Otherwise as
     * {@link #write}. Observers need a type for each {@code type} in the stream, see {@link AnswerMessage}.
     *
     * @throws jakarta.json.bind.JsonbException if JSON Binding cannot encode the object
     */
    void append(Object message);

    /**
     * Blocks until the server has all that was written before this call.
     *
     * @throws AnswerEndedException if the answer has ended without it
     * @throws CancellationException if the thread is interrupted: all is sent nevertheless, and the interrupt flag stays
     *     set
     */
    void flush();

    /**
     * Sends what is left and ends the answer with {@link AnswerMessage.Done}. Blocks until the server has done so. If the answer
     * has ended before, changes nothing, and returns how.
     *
     * @throws StreamException if the server rejects it
     * @throws CancellationException if the thread is interrupted: the answer is ended nevertheless, and the interrupt
     *     flag stays set
     */
    AnswerOutcome done();

    /** Ends the answer with {@link AnswerMessage.Stopped}. Otherwise as {@link #done()}. */
    AnswerOutcome stopped();

    /**
     * Ends the answer with {@link AnswerMessage.Failed}. Otherwise as {@link #done()}.
     *
     * @param reason a sentence for users
     */
    AnswerOutcome failed(String reason);

    /**
     * Adds what cancels the work behind the answer, such as the call of a model. It runs once, if the answer ends without
     * a call of this object, on a thread of the library that it may block; at once if that has happened. What it throws
     * is logged.
     */
    void onStop(Runnable cancel);

    /** How the answer ended, or will end as soon as what is left is sent; empty: it is open. */
    Optional<AnswerOutcome> outcome();

    /**
     * Ends the answer with {@link AnswerMessage.Failed} and the {@linkplain AnswerOptions#failureReason() reason of the options},
     * unless it has ended. Blocks until the server has it, unless the thread is interrupted. Logs a failure instead of
     * throwing it.
     */
    @Override
    void close();
}

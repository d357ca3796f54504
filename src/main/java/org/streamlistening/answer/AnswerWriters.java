package org.streamlistening.answer;

import java.util.concurrent.CancellationException;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamException;

/**
 * Opens writers of answers, and stops answers on whichever server they are written. Inject it into any bean, and use it
 * on any thread of the application, from its start to its stop.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Assistant {
 *     @Inject AnswerWriters writers;
 *     @Inject Model model;
 *
 *     @Asynchronous
 *     public void answer(String streamId, String question) {
 *         writers.write(streamId, AnswerOptions.defaults(), answer -> {
 *             Call call = model.ask(question);
 *             answer.onStop(call::cancel);
 *             call.tokens().forEach(answer::write);
 *         });
 *     }
 * }
 * }</pre>
 *
 * <p>No method checks rights: an application must decide who may start or stop an answer before it calls them.
 *
 * <p>If the server of a writer dies, another server of the application ends the answer with {@link AnswerMessage.Failed}, within
 * {@code durable-streams.answers.silence}; after a restart the same one does. Every method blocks for a few requests.
 *
 * @since 0.1
 */
public interface AnswerWriters {

    /** Opens a writer with the {@linkplain AnswerOptions#defaults() default options}. */
    default AnswerWriter open(String streamId) {
        return open(streamId, AnswerOptions.defaults());
    }

    /**
     * Creates the stream unless it exists, in JSON mode, and begins the answer with {@link AnswerMessage.Started}. The writer
     * must be ended; {@code try} with resources ends it.
     *
     * @throws IllegalArgumentException if the id is no stream id
     * @throws IllegalStateException if this server writes an answer to that stream already, or has too many open ones
     * @throws StreamException if the stream cannot be created or written: it is closed, or no JSON stream, for example
     * @throws CancellationException if the thread is interrupted
     */
    AnswerWriter open(String streamId, AnswerOptions options);

    /**
     * As {@link #open(String, AnswerOptions)}, for a new stream that begins as the source does, up to a position: to
     * regenerate an answer, or to go on from an edited one. The source may be closed. What is before the offset of the
     * position is inherited (Protocol, section 4.2); the messages that the position counts after it are copied, since a
     * server forks inside of one append only.
     *
     * @param at the position behind the last message that is inherited, such as an observer gets by
     *     {@code @Delivering StreamPosition}
     * @throws StreamConflictException if the new stream exists
     * @throws IllegalArgumentException if the position is behind the end of the source, or is "now"
     */
    AnswerWriter fork(String streamId, String sourceId, StreamPosition at, AnswerOptions options);

    /**
     * Opens a writer, and ends the answer when the body ends: with {@link AnswerMessage.Done} if it returns, with
     * {@link AnswerMessage.Failed} if it throws, unless the answer has ended otherwise. The reason is that of the options, and
     * never the text of the exception.
     *
     * <p>An exception of the body is thrown on, except after a stop: then it is a consequence of the stop.
     *
     * @return how the answer ended
     */
    <E extends Exception> AnswerOutcome write(String streamId, AnswerOptions options, AnswerBody<E> body) throws E;

    /**
     * Stops an answer, whichever server writes it: {@link AnswerWriter#onStop} runs there, and the answer ends with
     * {@link AnswerMessage.Stopped}. Returns before that. A reader that goes away stops nothing.
     *
     * @throws StreamException if the request cannot be stored
     */
    StopResult stop(String streamId);
}

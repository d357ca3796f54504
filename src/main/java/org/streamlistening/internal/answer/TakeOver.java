package org.streamlistening.internal.answer;

import java.util.function.Predicate;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.internal.consume.log.MessagePage;

/**
 * Ends the answers of a server that died. All servers may do so at the same time: each sends the same request of the same
 * producer, which the stream stores once. Its epoch is later than those of the writer, so a writer that was frozen appends
 * nothing afterwards.
 *
 * <p>For any number of threads.
 */
final class TakeOver {

    /** A writer begins another epoch only if the server of the stream has forgotten it. */
    static final long EPOCH = 1_000_000;

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final AnswerStreams streams;
    private final String failed;

    /** @param failed the terminal message */
    TakeOver(AnswerStreams streams, String failed) {
        this.streams = streams;
        this.failed = failed;
    }

    /**
     * Ends an answer, unless it has ended. Records are untrusted input: only a stream is written in which the writer of
     * this name has begun an answer.
     *
     * @return whether this call, or one of another server at the same time, has ended it
     * @throws StreamException if that has to be tried again
     */
    boolean end(OpenAnswer answer) {
        try {
            if (!isBegun(answer)) {
                return false;
            }
            ProducerSequence sequence = new ProducerSequence(answer.producer(), EPOCH, 0);
            streams.produce(answer.stream(), "[" + failed + "]", sequence, true);
            return true;
        } catch (StreamException e) {
            if (e.retryable()) {
                throw e;
            }
            // Closed, deleted, or of another kind: there is nothing to end.
            LOG.log(System.Logger.Level.DEBUG, "an answer of a server that died is not ended", e);
            return false;
        }
    }

    /**
     * Whether the stream is open, as far as it is read, and the writer has begun an answer in it. Only the writer itself can
     * have written the digest of its name before that was known to others. Reads no further than the beginning of the
     * answer.
     */
    boolean isBegun(OpenAnswer answer) {
        String writer = AnswerJson.digest(answer.producer());
        Predicate<MessagePage> begins =
                page -> page.messages().stream().anyMatch(message -> AnswerJson.isStarted(message, writer));
        MessagePage last = streams.read(answer.stream(), Offset.BEGINNING, begins);
        return !last.closed() && begins.test(last);
    }
}

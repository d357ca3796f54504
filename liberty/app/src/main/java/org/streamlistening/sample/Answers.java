package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;

/**
 * Writes answers to streams in the background. Independent of pages and sessions: an answer continues without readers,
 * and only {@link #stop} ends it early. Thread-safe.
 */
@ApplicationScoped
public class Answers {

    /** The limit of answers in progress, for a user that presses the button a thousand times. */
    private static final int MOST_AT_ONCE = 50;

    /** Each answer is kept for an hour after its last reader. */
    private static final AnswerOptions OPTIONS = AnswerOptions.defaults().ttl(Duration.ofHours(1));

    private static final int ID_BYTES = 9;

    private static final String CUT =
            "The model reached its limit for the length of an answer. The end of the text is missing.";

    @Inject
    AnswerWriters writers;

    @Inject
    AnswerSource source;

    @Inject
    AnswerThreads threads;

    private final SecureRandom random = new SecureRandom();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    /**
     * Begins an answer to this prompt.
     *
     * @return the id of its stream, which exists when this method returns; it cannot be guessed
     * @throws org.streamlistening.client.StreamException if the server does not create the stream
     * @throws RejectedExecutionException if too many answers are being written
     */
    public String begin(String prompt) {
        String id = newId();
        return start(() -> writers.open(id, OPTIONS), asking(prompt), prompt);
    }

    /** Begins an answer to another prompt, in a fork of a stream before its prompt. Otherwise as {@link #begin}. */
    public String edit(String streamId, Asked asked, String prompt) {
        String id = newId();
        return start(() -> writers.fork(id, streamId, asked.before(), OPTIONS), asking(prompt), prompt);
    }

    /** Begins another answer, in a fork of a stream behind its prompt. Otherwise as {@link #begin}. */
    public String regenerate(String streamId, Asked asked) {
        String id = newId();
        return start(() -> writers.fork(id, streamId, asked.behind(), OPTIONS), writer -> {}, asked.prompt());
    }

    /** Ends an answer early, whichever server writes it. A reader that goes away ends nothing. */
    public void stop(String streamId) {
        writers.stop(streamId);
    }

    private static Consumer<AnswerWriter> asking(String prompt) {
        return writer -> writer.append(AnswerPart.prompt(prompt).json());
    }

    /** @param first writes what precedes the answer */
    private String start(Supplier<AnswerWriter> opening, Consumer<AnswerWriter> first, String prompt) {
        if (!free.tryAcquire()) {
            throw new RejectedExecutionException("too many answers are being written");
        }
        try {
            AnswerWriter writer = opening.get();
            begin(writer, first, prompt);
            return writer.streamId();
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void begin(AnswerWriter writer, Consumer<AnswerWriter> first, String prompt) {
        try {
            first.accept(writer);
            threads.executor().execute(() -> {
                try {
                    write(writer, source, prompt);
                } finally {
                    free.release();
                }
            });
        } catch (RuntimeException e) {
            // No thread writes it: its readers must not wait for one.
            writer.close();
            throw e;
        }
    }

    /** Writes the whole answer, and ends its stream on every path. */
    static void write(AnswerWriter writer, AnswerSource source, String prompt) {
        try (writer) {
            writePieces(writer, source, prompt);
        }
    }

    private static void writePieces(AnswerWriter writer, AnswerSource source, String prompt) {
        try (AnswerPieces pieces = source.answer(prompt)) {
            writer.onStop(pieces::close);
            for (int number = 1; pieces.hasNext(); number++) {
                writer.append(AnswerPart.delta(number, pieces.next()).json());
            }
            if (pieces.isCut()) {
                writer.append(AnswerPart.cut(CUT).json());
            }
            writer.done();
        } catch (NoAnswerException e) {
            writer.failed(e.reason());
        } catch (AnswerEndedException e) {
            // It was stopped, or another server has taken it over: its stream says which.
        }
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return AnswerAccess.ANSWERS + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

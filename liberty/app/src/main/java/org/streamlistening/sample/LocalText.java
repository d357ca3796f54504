package org.streamlistening.sample;

import java.time.Duration;
import java.util.List;

/** The same stored text for every prompt, without a model. */
final class LocalText implements AnswerSource {

    private static final String TEXT = """
            There is no model behind this page, so every prompt gets this text, which is stored in the sample. It takes about ten \
            seconds to write, which is long enough to lose it.

            If you disconnect now, the writer does not notice: it appends word after word to a durable stream, about \
            thirty a second, with or without readers. A durable stream is a log behind a URL. A client that knows the \
            URL can read it from the start, from the end, or from any position that it has reached before. The name of \
            a position is the offset. You find yours in the details.

            When you resume, your session requests everything after its offset, receives the words that were written \
            in the meantime in one response, and then waits for the next one. No word is lost and no word comes twice: \
            the offset moves only after the bean of the page has processed a word, so each word is either processed or \
            still ahead.

            Reload the page, or close it and come back: the offset belongs to your session, not to the tab. Copy the \
            link into another browser: it becomes a second reader with an offset of its own, and neither reader slows \
            the other. Stop the server of the stream and start it again: the listener retries, with longer and longer \
            pauses, and continues at its offset.

            All of this is one injected object and a few observer methods. Each word arrived as an event in your own \
            session bean, on a thread of the server, with no polling in the page and no loop in the application. The \
            bean appended it to a string. That is the whole program.
            """;

    /** With the time that an append takes, about 30 words a second. */
    private static final Duration PACE = Duration.ofMillis(31);

    private final Duration pace;

    LocalText() {
        this(PACE);
    }

    LocalText(Duration pace) {
        this.pace = pace;
    }

    /** The whole answer. */
    static String whole() {
        return TEXT.stripTrailing();
    }

    @Override
    public String description() {
        return "No model: the words come from a text stored in this sample, about 30 a second.";
    }

    @Override
    public String waiting() {
        return "Waiting for the first word.";
    }

    @Override
    public AnswerPieces answer(String prompt) {
        return new PacedPieces(List.of(whole().split("(?<=\\s)(?=\\S)")), pace);
    }
}

package org.streamlistening.sample;

/** The source of answers: {@linkplain org.streamlistening.sample.model a model}, or {@link LocalText}. */
public interface AnswerSource {

    /** What the page says about its answers, as a sentence. */
    String description();

    /** What the page says before the first piece of an answer, as a sentence. */
    String waiting();

    /**
     * Begins an answer. Returns at once; {@link AnswerPieces} blocks.
     *
     * @param prompt the text that the user typed, untrusted
     * @throws NoAnswerException if it cannot begin
     */
    AnswerPieces answer(String prompt);
}

package org.streamlistening.sample;

/** The source of answers: {@linkplain org.streamlistening.sample.model a model}, or {@link LocalText}. */
public interface AnswerSource {

    /** What the page says about its answers, as a sentence. */
    String description();

    /**
     * Begins an answer. Returns at once; {@link AnswerPieces} blocks.
     *
     * @param prompt the text that the user typed, untrusted
     */
    AnswerPieces answer(String prompt);
}

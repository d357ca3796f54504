package org.streamlistening.sample;

import java.util.Iterator;

/** The source of answers. To use a model, replace {@link LocalText} by another bean of this type. */
public interface AnswerSource {

    /**
     * Returns an answer word by word. Runs on a thread that can block. Each word is read after the previous one was
     * written.
     *
     * @param prompt the text that the user typed, untrusted
     * @return words, each with the white space after it
     */
    Iterator<String> answer(String prompt);
}

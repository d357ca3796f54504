package org.streamlistening.sample;

import java.util.Iterator;

/** The source of answers. A model plugs in here only: replace {@link LocalText} by another bean of this type. */
public interface AnswerSource {

    /**
     * Answers word by word. Called on a thread that can block; each word is read when the one before it is written.
     *
     * @param prompt the text that the user typed, untrusted
     * @return words, each with the white space after it
     */
    Iterator<String> answer(String prompt);
}

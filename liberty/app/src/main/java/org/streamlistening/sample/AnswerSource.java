package org.streamlistening.sample;

import java.util.Iterator;

/** Where answers come from. A model plugs in here, and nowhere else: another bean of this type, and no {@link LocalText}. */
public interface AnswerSource {

    /**
     * Answers word by word. Called on a thread that may wait; the words are taken one after the other, as they are
     * written.
     *
     * @param prompt what somebody typed, untrusted
     * @return words, each with the white space after it
     */
    Iterator<String> answer(String prompt);
}

package org.streamlistening.sample;

import java.io.Serializable;

/**
 * The words of an answer so far.
 *
 * @param text untrusted
 * @param count the number of words
 * @param lastNumber the highest number of a token
 * @param missing the number of missing words, derived from the numbers of the tokens
 */
record Words(String text, int count, int lastNumber, int missing) implements Serializable {

    static final Words NONE = new Words("", 0, 0, 0);

    /** The limit of the text in a session; of a longer one, the end is kept. */
    static final int MOST_CHARACTERS = 200_000;

    /** Adds a token. A token that is delivered again after a fault is ignored. */
    Words and(AnswerPart token) {
        if (token.number() == 0) {
            return new Words(with(token.text()), count + 1, lastNumber, missing);
        }
        if (token.number() <= lastNumber) {
            return this;
        }
        int leftOut = token.number() - lastNumber - 1;
        return new Words(with(token.text()), count + 1, token.number(), missing + leftOut);
    }

    private String with(String more) {
        String longer = text + more;
        return longer.length() <= MOST_CHARACTERS ? longer : longer.substring(longer.length() - MOST_CHARACTERS);
    }
}

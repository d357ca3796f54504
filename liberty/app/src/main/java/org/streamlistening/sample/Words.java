package org.streamlistening.sample;

import java.io.Serializable;

/**
 * The words of an answer so far.
 *
 * @param text of untrusted origin
 * @param count how many words
 * @param lastNumber the highest number of a token
 * @param missing how many were left out, judging by their numbers: "nothing lost" is said only if it is so
 */
record Words(String text, int count, int lastNumber, int missing) implements Serializable {

    static final Words NONE = new Words("", 0, 0, 0);

    /** A stream may be longer than what a session should hold: then this keeps its end. */
    static final int MOST_CHARACTERS = 200_000;

    /** After a fault a message may be delivered again: it is still here once. */
    Words and(Token token) {
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

package org.streamlistening.sample;

import java.util.Iterator;

/**
 * The pieces of one answer, about a word each, for one thread. {@code hasNext} waits for the next piece.
 *
 * <p>Both methods throw a {@link NoAnswerException} if the answer fails, and if the thread is interrupted: a part of an
 * answer must not pass for the whole.
 */
public interface AnswerPieces extends Iterator<String>, AutoCloseable {

    /** After the last piece: whether the answer ends at a limit for its length, and is not whole. */
    default boolean isCut() {
        return false;
    }

    /** Ends the work behind the answer. Any thread can call it, and more than once. {@code hasNext} then returns soon. */
    @Override
    void close();
}

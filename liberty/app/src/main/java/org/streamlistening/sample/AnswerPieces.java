package org.streamlistening.sample;

import java.util.Iterator;

/**
 * The pieces of one answer, about a word each, for one thread. {@code hasNext} waits for the next piece.
 *
 * <p>{@code hasNext} throws a {@link NoAnswerException} if the answer fails.
 */
public interface AnswerPieces extends Iterator<String>, AutoCloseable {

    /** Ends the work behind the answer. Any thread can call it, and more than once. {@code hasNext} then returns soon. */
    @Override
    void close();
}

package org.streamlistening.answer;

/**
 * Writes one answer, see {@link AnswerWriters#write}.
 *
 * @param <E> what it throws besides unchecked exceptions
 * @since 0.1
 */
@FunctionalInterface
public interface AnswerBody<E extends Exception> {

    /** Writes the text. When it returns, the answer is done; when it throws, the answer has failed. */
    void writeTo(AnswerWriter writer) throws E;
}

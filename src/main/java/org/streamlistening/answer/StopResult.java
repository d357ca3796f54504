package org.streamlistening.answer;

/**
 * What a call of {@link AnswerWriters#stop} found.
 *
 * @since 0.1
 */
public enum StopResult {

    /** The answer was being written, and its writer receives the request, unless the answer ends before. */
    REQUESTED,

    /** No writer of the application has the answer open: it has ended, or there never was one. Nothing changes. */
    NOT_OPEN
}

package org.streamlistening.internal.answer;

import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerOutcome;

/**
 * Whether and how an answer ends. Immutable.
 *
 * @param outcome null: the answer is open
 * @param message the terminal message; null: there is none to send
 * @param cause what the answer failed of; null: it did not fail, or the application reported it
 * @param released no caller waits any longer: the terminal message is stored, or will not be as far as callers are
 *     concerned
 * @param over nothing is sent any more
 */
record AnswerEnd(
        @Nullable AnswerOutcome outcome,
        @Nullable String message,
        @Nullable Throwable cause,
        boolean released,
        boolean over) {

    static final AnswerEnd OPEN = new AnswerEnd(null, null, null, false, false);

    static AnswerEnd decided(AnswerOutcome how, String message, @Nullable Throwable cause) {
        return new AnswerEnd(how, message, cause, false, false);
    }

    /** Nothing more can be sent. */
    static AnswerEnd lost(AnswerOutcome how, @Nullable Throwable cause) {
        return new AnswerEnd(how, null, cause, true, true);
    }

    /** Whatever was decided, this message is sent. */
    AnswerEnd failed(String reason, Throwable why) {
        return new AnswerEnd(AnswerOutcome.FAILED, reason, why, released, over);
    }

    AnswerEnd release() {
        return new AnswerEnd(outcome, message, cause, true, over);
    }

    /** The terminal message is stored. */
    AnswerEnd stored() {
        return new AnswerEnd(outcome, message, cause, true, true);
    }

    /** The outcome, where one is needed. */
    AnswerOutcome known() {
        return outcome == null ? AnswerOutcome.FAILED : outcome;
    }
}

package org.streamlistening.answer;

import org.jspecify.annotations.Nullable;

/**
 * The answer has ended, so that its writer accepts nothing more. After a stop, this exception ends a loop that
 * generates the answer.
 *
 * @since 0.1
 */
public final class AnswerEndedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final AnswerOutcome outcome;

    /** @param cause what the answer failed of; null: it did not fail, or the application reported it */
    public AnswerEndedException(String message, AnswerOutcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /** How the answer ended. */
    public AnswerOutcome outcome() {
        return outcome;
    }
}

package org.streamlistening.internal.answer;

import java.time.Duration;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.answer.control.Surroundings;

/**
 * Answers whose writer could not be opened. If it is unknown whether the request that begins the stream arrives, the
 * stream is looked for and ended, for some time. For any thread.
 */
final class Abandonment {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final TakeOver takeOver;
    private final Surroundings surroundings;

    Abandonment(TakeOver takeOver, Surroundings surroundings) {
        this.takeOver = takeOver;
        this.surroundings = surroundings;
    }

    /** @param failure of the opening */
    void abandon(RunningAnswer answer, Throwable failure) {
        if (failure instanceof StreamException e && !e.retryable()) {
            answer.lose(AnswerOutcome.FAILED, failure);
            return;
        }
        long begin = surroundings.now();
        surroundings.timer().executeOrRetry(surroundings.threads(), () -> end(answer, failure, begin, 1));
    }

    private void end(RunningAnswer answer, Throwable failure, long begin, int attempt) {
        long waited = surroundings.now() - begin;
        if (isEnded(answer) || waited > surroundings.patience().toNanos() * 2) {
            answer.lose(AnswerOutcome.FAILED, failure);
            return;
        }
        Duration pause = surroundings.backoff().delay(attempt, Duration.ZERO);
        surroundings
                .timer()
                .executeAfter(pause, surroundings.threads(), () -> end(answer, failure, begin, attempt + 1));
    }

    private boolean isEnded(RunningAnswer answer) {
        try {
            return takeOver.end(answer.answer());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer that could not be opened is not ended yet", e);
            return false;
        }
    }
}

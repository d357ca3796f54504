package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.read.ReadOutcome;

/**
 * Writes the letters of one failed delivery, and goes on with it after that. Transient failures of the write are retried
 * indefinitely; a final one ends the listener, since a message must not be lost. Meanwhile the delivery waits, as during
 * the pause before a retry: without a thread, and until the generation of the listener ends.
 */
final class DeadLettering {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final WaitingSubscription subscription;
    private final ListenerCore core;
    private final DeadLetters.Failure failure;
    private final DeliveryTask task;

    /** The subscription whose delivery waits for the letters. */
    interface WaitingSubscription {

        boolean isCurrent();

        /** Delivers steps in the generation of the subscription, and then runs a task. */
        void deliver(Supplier<List<DeliveryTask.Step>> stepSource, Runnable onEnd);

        DeliveryTask.Step statusStep(UnaryOperator<StreamStatus> change, @Nullable Throwable cause);

        /** Ends the listener after a final failure. */
        void giveUp(String message, int httpStatus, RuntimeException cause);

        /** Ends the listener after neither an executor nor the timer accepted a task. */
        void failWithoutEvent(Throwable rejected);
    }

    /** @param task goes on without the observer that threw */
    DeadLettering(WaitingSubscription subscription, ListenerCore core, DeadLetters.Failure failure, DeliveryTask task) {
        this.subscription = subscription;
        this.core = core;
        this.failure = failure;
        this.task = task;
    }

    void begin() {
        attempt(1);
    }

    private void attempt(int number) {
        if (!subscription.isCurrent()) {
            return;
        }
        try {
            core.letters().write(failure, failed -> ended(number, failed));
        } catch (Throwable rejected) {
            retry(number, SafeThrowables.reportable("no thread could be had:", rejected));
        }
    }

    private void ended(int attempt, @Nullable RuntimeException failed) {
        if (!subscription.isCurrent()) {
            // The letters are no mistake: the message is delivered again, and its letter is not written twice.
            return;
        }
        if (failed == null) {
            goOn(attempt);
        } else if (isTransient(failed)) {
            retry(attempt, failed);
        } else {
            String text = NumberedMessage.DEAD_LETTER_REJECTED.text(core.name(), SafeThrowables.message(failed));
            subscription.giveUp(text, ReadOutcome.httpStatus(failed), failed);
        }
    }

    private static boolean isTransient(RuntimeException failed) {
        return SafeThrowables.isTransient(failed)
                // The client is closed: so is the listener, soon.
                || failed instanceof CancellationException
                || (failed instanceof StreamException exception && exception.retryable());
    }

    private void retry(int attempt, RuntimeException cause) {
        try {
            if (attempt == 1) {
                String text = NumberedMessage.DEAD_LETTERS_WAIT.text(core.name(), SafeThrowables.message(cause));
                LOG.log(System.Logger.Level.WARNING, "{0}", text);
                subscription.deliver(() -> List.of(subscription.statusStep(status -> RETRYING, cause)), () -> {});
            }
            core.later(attempt, pause(attempt, cause), () -> attempt(attempt + 1));
        } catch (Throwable noTimer) {
            subscription.failWithoutEvent(noTimer);
        }
    }

    private Duration pause(int attempt, RuntimeException cause) {
        Duration pause = core.pause(attempt);
        Duration demanded = cause instanceof StreamException exception
                ? exception.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        return pause.compareTo(demanded) < 0 ? demanded : pause;
    }

    private void goOn(int attempts) {
        LOG.log(
                System.Logger.Level.INFO,
                "consumer ''{0}'' goes on behind a message that went to its dead-letter stream",
                core.name());
        if (attempts > 1) {
            LOG.log(System.Logger.Level.INFO, "the dead-letter stream of ''{0}'' is written again", core.name());
        }
        // On the thread of the delivery, and only in this generation: the next one must not skip its first message.
        subscription.deliver(
                () -> List.of(observers -> {
                    observers.skip();
                    task.skipped();
                    return true;
                }),
                () -> core.deliver(task));
    }
}

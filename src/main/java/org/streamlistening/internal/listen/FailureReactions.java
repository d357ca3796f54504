package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.CONNECTING;
import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.streamlistening.DeliveryFailed.Consequence;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryUnavailableException;
import org.streamlistening.internal.listen.delivery.FailedNotification;
import org.streamlistening.internal.listen.delivery.NotCommittedException;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.read.ReadOutcome;

/** Applies the policies of a listener to the reads and the deliveries of one subscription that failed. */
final class FailureReactions {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String REMEDY =
            ". To go on after such a message, set onUndecodable to SKIP or RAW (durable-streams.on-undecodable)";

    private final Subscription subscription;
    private final ListenerCore core;
    private final Policies policies;
    private final ListenerEvents events;
    private final FailureLog log;

    FailureReactions(
            Subscription subscription, ListenerCore core, Policies policies, ListenerEvents events, FailureLog log) {
        this.subscription = subscription;
        this.core = core;
        this.policies = policies;
        this.events = events;
        this.log = log;
    }

    /**
     * A read failed.
     *
     * @param current the offset of the listener
     * @param history the failures of this generation, this one included
     */
    void readFailed(RuntimeException cause, Offset current, FailureHistory history) {
        if (SafeThrowables.isTransient(cause)) {
            subscription.restartAfterPause(status -> RETRYING, cause, history, List.of());
            return;
        }
        history.fallback(cause, current, policies)
                .ifPresentOrElse(offset -> goOnAt(offset, cause, history), () -> giveUp(cause));
    }

    /** The server does not have the data that follows: reads from another offset. */
    private void goOnAt(Offset offset, RuntimeException cause, FailureHistory history) {
        if (ReadOutcome.of(cause) == ReadOutcome.STREAM_NOT_FOUND) {
            waitForStream(offset, cause, history);
            return;
        }
        if (core.state().status() != RETRYING) {
            String message = SafeThrowables.message(cause) + ". The listener goes on at offset " + offset.value();
            log.wentOn(events.source(), message, cause);
        }
        subscription.restartAfterPause(
                status -> RETRYING, cause, history, List.of(observers -> reset(offset, cause, observers)));
    }

    /** The policy allows a missing stream, so this is no failure: the listener connects until the stream exists. */
    private void waitForStream(Offset offset, RuntimeException cause, FailureHistory history) {
        LOG.log(
                history.failures() == 1 ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                "{0} waits until stream ''{1}'' is created",
                core.subject(),
                events.streamId());
        subscription.restartAfterPause(
                status -> CONNECTING, null, history, List.of(observers -> reset(offset, cause, observers)));
    }

    /** A listener that has read nothing yet loses nothing, and gets no event. */
    private boolean reset(Offset offset, RuntimeException cause, ObserverNotifier observers) {
        DeliveryProgress before =
                core.state().currentIn(subscription.generation()).current();
        Offset previous = before.delivered().offset();
        boolean nothingRead = before.equals(DeliveryProgress.NONE) || previous.equals(Offset.NOW);
        core.move(events.streamId(), before, DeliveryProgress.at(StreamPosition.at(offset)));
        return nothingRead || observers.notifyOf(events.reset(offset, previous, cause), subscription.token());
    }

    private void giveUp(RuntimeException cause) {
        String message = cause instanceof StreamException || cause instanceof UndecodableMessageException
                ? SafeThrowables.message(cause)
                : "listening to stream '" + events.streamId() + "' failed: " + SafeThrowables.text(cause);
        subscription.giveUp(message, ReadOutcome.httpStatus(cause), cause);
    }

    /**
     * An observer threw while this task was delivered.
     *
     * @param failures the number of consecutive failures of the step
     */
    void deliveryFailed(DeliveryTask task, ObserverNotifier observers, int failures, RuntimeException cause) {
        Consequence consequence = consequence(failures, cause);
        Duration pause = core.pause(failures);
        log(consequence, cause, pause);
        DeliveryTask.Step event = notifier ->
                notifier.notifyOf(events.deliveryFailed(failures, consequence, cause), subscription.token());
        subscription.deliver(() -> List.of(event), () -> {});
        switch (consequence) {
            case RETRIED -> {
                subscription.deliver(() -> List.of(subscription.statusStep(status -> RETRYING, cause)), () -> {});
                core.later(failures, pause, () -> core.deliver(task));
            }
            case SKIPPED -> {
                observers.skip();
                core.deliver(task);
            }
            case DELIVERED_RAW -> {
                observers.skipDecoding();
                core.deliver(task);
            }
            case DEAD_LETTERED -> keep(task, observers, failures, cause);
            case STOPPED -> stop(failures, cause);
        }
    }

    /**
     * Nothing could be delivered. No policy applies: the message comes again after pauses that grow.
     *
     * @param attempts the number of consecutive attempts
     */
    void deliveryUnavailable(DeliveryTask task, int attempts, DeliveryUnavailableException cause) {
        if (attempts == 1) {
            SafeThrowables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    NumberedMessage.TRANSACTIONS_UNAVAILABLE.text(core.name()),
                    cause);
            subscription.deliver(() -> List.of(subscription.statusStep(status -> RETRYING, cause)), () -> {});
        }
        core.later(attempts, () -> core.deliver(task));
    }

    void availableAgain(int attempts) {
        LOG.log(
                System.Logger.Level.INFO,
                "the database of the transactions of consumer ''{0}'' can be used again. Attempts that failed: {1}",
                core.name(),
                attempts);
    }

    private void keep(DeliveryTask task, ObserverNotifier observers, int failures, RuntimeException cause) {
        Optional<FailedNotification> failed = observers.failed();
        DeadLetters.Failure failure = new DeadLetters.Failure(
                events.streamId(),
                failed.map(FailedNotification::observer).orElse(null),
                task.undelivered(failed),
                cause,
                failures,
                subscription::isCurrent);
        new DeadLettering(subscription, core, failure, task).begin();
    }

    private Consequence consequence(int failures, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            return switch (policies.undecodable()) {
                case STOP -> Consequence.STOPPED;
                case SKIP -> Consequence.SKIPPED;
                case RAW -> Consequence.DELIVERED_RAW;
                case DEAD_LETTER -> Consequence.DEAD_LETTERED;
            };
        }
        if (cause instanceof NotCommittedException && failures <= core.observerRetries()) {
            // It can be a failure of a moment, for which a message must not be lost.
            return Consequence.RETRIED;
        }
        return switch (policies.observerFailure()) {
            case RETRY -> failures > core.observerRetries() ? Consequence.STOPPED : Consequence.RETRIED;
            case SKIP -> Consequence.SKIPPED;
            case STOP -> Consequence.STOPPED;
            case DEAD_LETTER -> failures > core.observerRetries() ? Consequence.DEAD_LETTERED : Consequence.RETRIED;
        };
    }

    private void log(Consequence consequence, RuntimeException cause, Duration pause) {
        if (consequence == Consequence.STOPPED) {
            // The end of the listener has its own log entry.
            return;
        }
        boolean undecodable = cause instanceof UndecodableMessageException;
        String reaction = switch (consequence) {
            case RETRIED -> "the message is delivered again in " + TimeText.of(pause);
            case SKIPPED ->
                undecodable || cause instanceof NotCommittedException
                        ? "the message is skipped"
                        : "this observer misses the message";
            case DELIVERED_RAW -> "the message goes to observers of StreamMessage, String and byte[] only";
            case DEAD_LETTERED -> "the message goes to the dead-letter stream";
            case STOPPED -> "";
        };
        if (undecodable) {
            log.undecodable(events.source(), SafeThrowables.message(cause) + "; " + reaction, cause);
        } else {
            log.observerFailed(events.source(), failing(cause) + " failed; " + reaction, cause);
        }
    }

    /** What failed, as the subject of a sentence. */
    private String failing(RuntimeException cause) {
        String what = cause instanceof NotCommittedException ? "the transaction of a delivery" : "an observer";
        return what + " of stream '" + events.streamId() + "'";
    }

    private void stop(int failures, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            subscription.giveUp(SafeThrowables.message(cause) + REMEDY, 0, cause);
            return;
        }
        String often = failures == 1 ? "with a message" : failures + " times with the same message";
        subscription.giveUp(
                failing(cause) + " failed " + often + ", which listen() delivers again: " + SafeThrowables.text(cause),
                0,
                cause);
    }
}

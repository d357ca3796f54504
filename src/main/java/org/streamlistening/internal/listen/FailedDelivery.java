package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.List;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.DeliveryFailed.Consequence;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.internal.protocol.TimeText;

/** What becomes of a message that could not be delivered, by the policies of its listener. */
final class FailedDelivery {

    private static final String REMEDY =
            ". To go on after such a message, set onUndecodable to SKIP or RAW (durable-streams.on-undecodable)";

    private final Subscription subscription;
    private final SessionListener listener;
    private final Policies policies;
    private final String streamId;
    private final FailureLog log;

    FailedDelivery(
            Subscription subscription, SessionListener listener, Policies policies, String streamId, FailureLog log) {
        this.subscription = subscription;
        this.listener = listener;
        this.policies = policies;
        this.streamId = streamId;
        this.log = log;
    }

    void of(DeliveryTask task, ObserverNotifier observers, int times, RuntimeException cause) {
        Consequence consequence = consequence(times, cause);
        Duration pause = listener.pause(times);
        log(consequence, cause, pause);
        subscription.deliver(() -> List.of(told -> tell(times, consequence, cause, told)), () -> {});
        switch (consequence) {
            case RETRIED -> {
                subscription.deliver(() -> List.of(subscription.becomes(status -> RETRYING, cause)), () -> {});
                listener.later(times, pause, () -> listener.deliver(task));
            }
            case SKIPPED -> {
                observers.pass();
                listener.deliver(task);
            }
            case DELIVERED_RAW -> {
                observers.passDecoded();
                listener.deliver(task);
            }
            case STOPPED -> stop(times, cause);
        }
    }

    private void log(Consequence consequence, RuntimeException cause, Duration pause) {
        boolean undecodable = cause instanceof UndecodableMessageException;
        String then = switch (consequence) {
            case RETRIED -> "the message is delivered again in " + TimeText.of(pause);
            case SKIPPED -> undecodable ? "the message is skipped" : "this observer misses the message";
            case DELIVERED_RAW -> "the message goes to observers of StreamMessage, String and byte[] only";
            case STOPPED -> "";
        };
        FailureLog.Source source = FailureLog.Source.of(listener, streamId);
        if (consequence == Consequence.STOPPED) {
            // Logged as the end of the listener.
            return;
        }
        if (undecodable) {
            log.undecodable(source, ThrownByApplication.message(cause) + "; " + then, cause);
        } else {
            log.observerFailed(source, "an observer of stream '" + streamId + "' failed; " + then, cause);
        }
    }

    private Consequence consequence(int times, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            return switch (policies.undecodable()) {
                case STOP -> Consequence.STOPPED;
                case SKIP -> Consequence.SKIPPED;
                case RAW -> Consequence.DELIVERED_RAW;
            };
        }
        return switch (policies.observerFailure()) {
            case RETRY -> times > listener.observerRetries() ? Consequence.STOPPED : Consequence.RETRIED;
            case SKIP -> Consequence.SKIPPED;
            case STOP -> Consequence.STOPPED;
        };
    }

    private boolean tell(int attempt, Consequence consequence, RuntimeException cause, ObserverNotifier observers) {
        DeliveryFailed event = new DeliveryFailed(
                listener.name(), listener.sessionKey(), streamId, listener.offset(), attempt, consequence, cause);
        return observers.tell(event, subscription::isCurrent);
    }

    private void stop(int times, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            subscription.giveUp(ThrownByApplication.message(cause) + REMEDY, 0, cause);
        } else {
            subscription.giveUp(
                    "an observer of stream '" + streamId + "' failed "
                            + (times == 1 ? "with a message" : times + " times with the same message")
                            + ", which listen() delivers again: " + ThrownByApplication.text(cause),
                    0,
                    cause);
        }
    }
}

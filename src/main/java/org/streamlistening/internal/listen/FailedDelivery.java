package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.List;
import org.streamlistening.DeliveryFailed.Consequence;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.protocol.TimeText;

/** Applies the policies of a listener to a message that could not be delivered. */
final class FailedDelivery {

    private static final String REMEDY =
            ". To go on after such a message, set onUndecodable to SKIP or RAW (durable-streams.on-undecodable)";

    private final Subscription subscription;
    private final ListenerContext listener;
    private final Policies policies;
    private final ListenerEvents events;
    private final FailureLog log;

    FailedDelivery(
            Subscription subscription,
            ListenerContext listener,
            Policies policies,
            ListenerEvents events,
            FailureLog log) {
        this.subscription = subscription;
        this.listener = listener;
        this.policies = policies;
        this.events = events;
        this.log = log;
    }

    void handle(DeliveryTask task, ObserverNotifier observers, int times, RuntimeException cause) {
        Consequence consequence = consequence(times, cause);
        Duration pause = listener.pause(times);
        log(consequence, cause, pause);
        DeliveryTask.Step event = notifier ->
                notifier.notifyOf(events.deliveryFailed(times, consequence, cause), subscription::isCurrent);
        subscription.deliver(() -> List.of(event), () -> {});
        switch (consequence) {
            case RETRIED -> {
                subscription.deliver(() -> List.of(subscription.statusStep(status -> RETRYING, cause)), () -> {});
                listener.later(times, pause, () -> listener.deliver(task));
            }
            case SKIPPED -> {
                observers.skip();
                listener.deliver(task);
            }
            case DELIVERED_RAW -> {
                observers.skipDecoding();
                listener.deliver(task);
            }
            case STOPPED -> stop(times, cause);
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

    private void log(Consequence consequence, RuntimeException cause, Duration pause) {
        if (consequence == Consequence.STOPPED) {
            // The end of the listener has its own log entry.
            return;
        }
        boolean undecodable = cause instanceof UndecodableMessageException;
        String then = switch (consequence) {
            case RETRIED -> "the message is delivered again in " + TimeText.of(pause);
            case SKIPPED -> undecodable ? "the message is skipped" : "this observer misses the message";
            case DELIVERED_RAW -> "the message goes to observers of StreamMessage, String and byte[] only";
            case STOPPED -> "";
        };
        if (undecodable) {
            log.undecodable(events.source(), ThrownByApplication.message(cause) + "; " + then, cause);
        } else {
            log.observerFailed(
                    events.source(), "an observer of stream '" + events.streamId() + "' failed; " + then, cause);
        }
    }

    private void stop(int times, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            subscription.giveUp(ThrownByApplication.message(cause) + REMEDY, 0, cause);
            return;
        }
        String often = times == 1 ? "with a message" : times + " times with the same message";
        subscription.giveUp(
                "an observer of stream '" + events.streamId() + "' failed " + often
                        + ", which listen() delivers again: " + ThrownByApplication.text(cause),
                0,
                cause);
    }
}

package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.RETRYING;

import java.util.List;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.DeliveryFailed.Consequence;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamPosition;

/** What becomes of a message that could not be delivered, by the policies of its listener. */
final class FailedDelivery {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Round round;
    private final SessionListener listener;
    private final Policies policies;
    private final String streamId;

    FailedDelivery(Round round, SessionListener listener, Policies policies, String streamId) {
        this.round = round;
        this.listener = listener;
        this.policies = policies;
        this.streamId = streamId;
    }

    void of(Parcel parcel, Observers observers, int times, RuntimeException failure) {
        RuntimeException cause = located(failure);
        Consequence consequence = consequence(times, cause);
        log(consequence, cause);
        round.deliver(() -> List.of(told -> tell(times, consequence, cause, told)), () -> {});
        switch (consequence) {
            case RETRIED -> {
                round.deliver(() -> List.of(round.becomes(status -> RETRYING, cause)), () -> {});
                listener.later(times, () -> listener.deliver(parcel));
            }
            case SKIPPED -> {
                observers.pass();
                listener.deliver(parcel);
            }
            case DELIVERED_RAW -> {
                observers.passDecoded();
                listener.deliver(parcel);
            }
            case STOPPED -> stop(times, cause);
        }
    }

    /** The decoder does not know where in which stream its message is. */
    private RuntimeException located(RuntimeException failure) {
        if (!(failure instanceof UndecodableMessageException)) {
            return failure;
        }
        StreamPosition position = listener.position();
        String message = Throwables.message(failure) + "; stream '" + streamId + "', after offset "
                + position.offset()
                + (position.skip() > 0 ? " and " + position.skip() + " more" : "");
        return new UndecodableMessageException(message, Throwables.cause(failure));
    }

    private void log(Consequence consequence, RuntimeException cause) {
        String failed = "a delivery from stream '" + streamId + "' failed, the message is " + consequence;
        if (cause instanceof UndecodableMessageException) {
            // Not with its cause: a decoder quotes what it could not read.
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", failed, Throwables.message(cause));
        } else {
            Throwables.log(LOG, System.Logger.Level.WARNING, failed, cause);
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

    private boolean tell(int attempt, Consequence consequence, RuntimeException cause, Observers observers) {
        DeliveryFailed event = new DeliveryFailed(
                listener.name(), listener.sessionKey(), streamId, listener.offset(), attempt, consequence, cause);
        return observers.tell(event, round::isCurrent);
    }

    private void stop(int times, RuntimeException cause) {
        if (cause instanceof UndecodableMessageException) {
            round.giveUp(cause);
        } else {
            round.giveUp(
                    "an observer of stream '" + streamId + "' failed " + times
                            + " times with the same message, which listen() delivers again: "
                            + Throwables.text(cause),
                    0,
                    cause);
        }
    }
}

package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.CATCHING_UP;
import static org.streamlistening.StreamStatus.COMPLETED;
import static org.streamlistening.StreamStatus.CONNECTING;
import static org.streamlistening.StreamStatus.FAILED;
import static org.streamlistening.StreamStatus.LIVE;
import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;

/**
 * One generation of a listener, from a {@code listen} to the next call: asks its feed for a batch, has it delivered,
 * asks for the next. At any time it waits for one batch, or for one to be delivered, never both.
 */
final class Subscription implements BatchSubscriber {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final int NOT_FOUND = 404;

    /** A round that goes on for so long after a reset makes the resets before it forgotten. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final SessionListener listener;
    private final long generation;
    private final Policies policies;
    private final String streamId;
    private final BatchSource source;
    private final FailureLog log;
    private final Setbacks setbacks;
    private final Runnable endOfLasting;
    private volatile boolean answered;
    private volatile boolean lasted;

    /** @param setbacks what this generation was refused before this round */
    Subscription(
            SessionListener listener,
            ListenerState begin,
            String streamId,
            BatchSource source,
            FailureLog log,
            Setbacks setbacks) {
        this.listener = listener;
        this.generation = begin.generation();
        this.policies = begin.policies();
        this.streamId = streamId;
        this.source = source;
        this.log = log;
        this.setbacks = setbacks;
        this.endOfLasting = setbacks.resets() == 0 ? () -> {} : listener.after(LASTING, () -> lasted = true);
    }

    long generation() {
        return generation;
    }

    void ask() {
        if (!isCurrent()) {
            return;
        }
        try {
            source.next(this);
        } catch (Throwable e) {
            refused(ThrownByApplication.reportable("reading stream '" + streamId + "' failed with", e));
        }
    }

    void end() {
        source.close();
        endOfLasting.run();
    }

    boolean isCurrent() {
        return listener.state().generation() == generation;
    }

    /** Runs one step of a delivery while no other one runs for this listener; false if this round is over. */
    boolean inTurn(BooleanSupplier step) {
        return listener.inTurn(() -> isCurrent() && step.getAsBoolean());
    }

    @Override
    public void batch(StreamBatch batch) {
        answered = true;
        deliver(() -> contents(batch), batch.closed() ? this::end : this::ask);
    }

    @Override
    public void interrupted(StreamException cause) {
        if (isCurrent() && listener.state().status() != RETRYING) {
            // Not later: by then the read may go on, or have ended.
            listener.deliverOrDrop(new DeliveryTask(this, () -> List.of(becomes(status -> RETRYING, cause)), () -> {}));
        }
    }

    @Override
    public void refused(RuntimeException cause) {
        if (!isCurrent()) {
            // It was on its way when somebody called.
            return;
        }
        Offset here = listener.offset();
        Setbacks now = setbacks.and(cause, here, answered, lasted);
        if (ThrownByApplication.isTransient(cause)) {
            goOn(status -> RETRYING, cause, now, List.of());
            return;
        }
        now.elsewhere(cause, here, policies).ifPresentOrElse(place -> goOnAt(place, cause, now), () -> giveUp(cause));
    }

    /** The server does not have what follows: reads from another place. */
    private void goOnAt(Offset place, RuntimeException cause, Setbacks now) {
        if (cause instanceof StreamException e && e.status() == NOT_FOUND) {
            waitForStream(place, cause, now);
            return;
        }
        if (listener.state().status() != RETRYING) {
            String message = ThrownByApplication.message(cause) + ". The listener goes on at offset " + place.value();
            log.wentOn(FailureLog.Source.of(listener, streamId), message, cause);
        }
        goOn(status -> RETRYING, cause, now, List.of(observers -> reset(place, cause, observers)));
    }

    /** What was asked for by its policy, and no failure: the listener connects until the stream is there. */
    private void waitForStream(Offset place, RuntimeException cause, Setbacks now) {
        LOG.log(
                now.refusals() == 1 ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                "{0} waits until stream ''{1}'' is created",
                FailureLog.who(listener.name()),
                streamId);
        goOn(status -> CONNECTING, null, now, List.of(observers -> reset(place, cause, observers)));
    }

    /** Reads anew from where the listener is by then, after a pause that grows. */
    private void goOn(
            UnaryOperator<StreamStatus> status,
            @Nullable RuntimeException cause,
            Setbacks now,
            List<DeliveryTask.Item> before) {
        end();
        List<DeliveryTask.Item> items = new ArrayList<>(List.of(becomes(status, cause)));
        items.addAll(before);
        deliver(
                () -> items,
                () -> listener.later(now.pause(), () -> deliver(List::of, () -> listener.begin(generation, now))));
    }

    /** Where nothing was read yet there is nothing to tell: whoever waits for a stream gets all of it. */
    private boolean reset(Offset place, RuntimeException cause, ObserverNotifier observers) {
        Progress before = listener.state().progress();
        Offset previous = before.delivered().offset();
        boolean nothingRead = before.equals(Progress.NONE) || previous.equals(Offset.NOW);
        listener.move(streamId, before, Progress.at(StreamPosition.at(place)));
        return nothingRead
                || observers.tell(
                        new StreamReset(
                                listener.name(),
                                listener.sessionKey(),
                                streamId,
                                place,
                                previous,
                                Setbacks.reason(cause),
                                cause),
                        this::isCurrent);
    }

    void giveUp(RuntimeException cause) {
        int httpStatus = cause instanceof StreamException e ? e.status() : 0;
        String message = cause instanceof StreamException || cause instanceof UndecodableMessageException
                ? ThrownByApplication.message(cause)
                : "listening to stream '" + streamId + "' failed: " + ThrownByApplication.text(cause);
        giveUp(message, httpStatus, cause);
    }

    /** An observer threw, or a message could not be decoded. */
    void failed(DeliveryTask task, ObserverNotifier observers, int times, RuntimeException cause) {
        if (isCurrent()) {
            new FailedDelivery(this, listener, policies, streamId, log).of(task, observers, times, cause);
        }
    }

    void giveUp(String message, int httpStatus, RuntimeException cause) {
        log.gaveUp(FailureLog.Source.of(listener, streamId), message, cause);
        end();
        deliver(
                () -> List.of(
                        becomes(status -> FAILED, cause),
                        observers -> observers.tell(
                                new StreamFailed(
                                        listener.name(),
                                        listener.sessionKey(),
                                        streamId,
                                        listener.offset(),
                                        message,
                                        httpStatus,
                                        cause),
                                this::isCurrent)),
                () -> {});
    }

    private List<DeliveryTask.Item> contents(StreamBatch batch) {
        List<DeliveryTask.Item> items = new ArrayList<>();
        BatchItems messages = new BatchItems(listener, streamId, batch, this::isCurrent);
        items.add(messages.beginning());
        if (!batch.messages().isEmpty()) {
            items.add(becomes(status -> status == LIVE ? LIVE : CATCHING_UP, null));
        }
        items.addAll(messages.all());
        if (batch.closed()) {
            items.add(becomes(status -> COMPLETED, null));
            items.add(observers -> observers.tell(
                    new StreamCompleted(listener.name(), listener.sessionKey(), streamId, listener.offset()),
                    this::isCurrent));
        } else if (batch.upToDate()) {
            items.add(becomes(status -> LIVE, null));
        } else {
            items.add(becomes(status -> status == CONNECTING || status == RETRYING ? CATCHING_UP : status, null));
        }
        return items;
    }

    DeliveryTask.Item becomes(UnaryOperator<StreamStatus> change, @Nullable Throwable cause) {
        return observers ->
                listener.becomes(generation, change, cause, event -> observers.tell(event, this::isCurrent));
    }

    void deliver(Supplier<List<DeliveryTask.Item>> contents, Runnable then) {
        listener.deliver(new DeliveryTask(this, contents, then));
    }
}

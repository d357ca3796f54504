package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.CATCHING_UP;
import static org.streamlistening.StreamStatus.COMPLETED;
import static org.streamlistening.StreamStatus.CONNECTING;
import static org.streamlistening.StreamStatus.FAILED;
import static org.streamlistening.StreamStatus.LIVE;
import static org.streamlistening.StreamStatus.RETRYING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamPosition;

/**
 * One generation of a listener, from a {@code listen} to the next call: asks its feed for a batch, has it delivered,
 * asks for the next. At any time it waits for one batch, or for one to be delivered, never both.
 */
final class Round implements Receiver {

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final SessionListener listener;
    private final long generation;
    private final Policies policies;
    private final String streamId;
    private final Feed feed;
    private final int inVain;
    private volatile boolean answered;

    /** @param inVain how many rounds of this generation were refused in a row before this one */
    Round(SessionListener listener, ListenerState begin, String streamId, Feed feed, int inVain) {
        this.listener = listener;
        this.generation = begin.generation();
        this.policies = begin.policies();
        this.streamId = streamId;
        this.feed = feed;
        this.inVain = inVain;
    }

    long generation() {
        return generation;
    }

    void ask() {
        if (!isCurrent()) {
            return;
        }
        try {
            feed.next(this);
        } catch (RuntimeException | Error e) {
            refused(Throwables.reportable("reading stream '" + streamId + "' failed with", e));
        }
    }

    void end() {
        feed.close();
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
            LOG.log(System.Logger.Level.WARNING, "{0}; trying again", cause.getMessage());
            deliver(() -> List.of(becomes(status -> RETRYING, cause)), () -> {});
        }
    }

    @Override
    public void refused(RuntimeException cause) {
        if (!isCurrent()) {
            // It was on its way when somebody called.
            return;
        }
        int refusals = answered ? 1 : inVain + 1;
        if (Throwables.isTransient(cause)) {
            goOn(cause, refusals, List.of());
            return;
        }
        Optional<Offset> elsewhere = cause instanceof StreamException e ? elsewhere(e, refusals) : Optional.empty();
        elsewhere.ifPresentOrElse(place -> goOnAt(place, cause, refusals), () -> giveUp(cause));
    }

    /** Where to go on instead, if the policy for this refusal knows such a place. */
    private Optional<Offset> elsewhere(StreamException refusal, int refusals) {
        return switch (refusal.status()) {
            case NOT_FOUND ->
                policies.missing() == MissingStreamPolicy.WAIT ? Optional.of(Offset.BEGINNING) : Optional.empty();
            // Once only: a server that refuses that place too has nothing to read.
            case GONE ->
                refusals > 1
                        ? Optional.empty()
                        : switch (policies.historyGone()) {
                            case FAIL -> Optional.empty();
                            case FROM_START -> Optional.of(earliest(refusal));
                            case FROM_NOW -> Optional.of(Offset.NOW);
                        };
            default -> Optional.empty();
        };
    }

    private static Offset earliest(StreamException refusal) {
        return refusal instanceof StreamGoneException gone
                ? gone.earliestOffset().orElse(Offset.BEGINNING)
                : Offset.BEGINNING;
    }

    /** The server does not have what follows: reads from another place. */
    private void goOnAt(Offset place, RuntimeException cause, int refusals) {
        if (listener.state().status() != RETRYING) {
            LOG.log(System.Logger.Level.WARNING, "{0}; going on at offset {1}", cause.getMessage(), place.value());
        }
        goOn(cause, refusals, List.of(observers -> reset(place, cause, observers)));
    }

    /** Reads anew from where the listener is by then, after a pause that grows. */
    private void goOn(RuntimeException cause, int refusals, List<Parcel.Item> before) {
        feed.close();
        List<Parcel.Item> items = new ArrayList<>(List.of(becomes(status -> RETRYING, cause)));
        items.addAll(before);
        deliver(
                () -> items,
                () -> listener.later(refusals, () -> deliver(List::of, () -> listener.begin(generation, refusals))));
    }

    /** Where nothing was read yet there is nothing to tell: whoever waits for a stream gets all of it. */
    private boolean reset(Offset place, RuntimeException cause, Observers observers) {
        Progress before = listener.state().progress();
        Offset previous = before.delivered().offset();
        boolean nothingRead = previous.equals(Offset.BEGINNING) || previous.equals(Offset.NOW);
        listener.move(streamId, before, Progress.at(StreamPosition.at(place)));
        return nothingRead
                || observers.tell(
                        new StreamReset(listener.name(), listener.sessionKey(), streamId, place, previous, cause),
                        this::isCurrent);
    }

    void giveUp(RuntimeException cause) {
        int httpStatus = cause instanceof StreamException e ? e.status() : 0;
        String message = cause instanceof StreamException || cause instanceof UndecodableMessageException
                ? String.valueOf(cause.getMessage())
                : "listening to stream '" + streamId + "' failed: " + cause;
        giveUp(message, httpStatus, cause);
    }

    /** An observer threw, or a message could not be decoded, for the so manieth time in a row. */
    void failed(Parcel parcel, Observers observers, int times, RuntimeException cause) {
        if (isCurrent()) {
            new FailedDelivery(this, listener, policies, streamId).of(parcel, observers, times, cause);
        }
    }

    void giveUp(String message, int httpStatus, RuntimeException cause) {
        LOG.log(System.Logger.Level.WARNING, "listener ''{0}'' gave up: {1}", listener.name(), message);
        feed.close();
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

    private List<Parcel.Item> contents(StreamBatch batch) {
        List<Parcel.Item> items = new ArrayList<>();
        if (!batch.messages().isEmpty()) {
            items.add(becomes(status -> status == LIVE ? LIVE : CATCHING_UP, null));
        }
        items.addAll(new BatchItems(listener, streamId, batch, this::isCurrent).all());
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

    Parcel.Item becomes(UnaryOperator<StreamStatus> change, @Nullable Throwable cause) {
        return observers ->
                listener.becomes(generation, change, cause, event -> observers.tell(event, this::isCurrent));
    }

    void deliver(Supplier<List<Parcel.Item>> contents, Runnable then) {
        listener.deliver(new Parcel(this, contents, then));
    }
}

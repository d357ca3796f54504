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
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/**
 * One generation of a listener, from a {@code listen} to the next call: asks its feed for a batch, has it delivered,
 * asks for the next. At any time it waits for one batch, or for one to be delivered, never both.
 */
final class Round implements Receiver {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final SessionListener listener;
    private final long generation;
    private final String streamId;
    private final Feed feed;

    Round(SessionListener listener, long generation, String streamId, Feed feed) {
        this.listener = listener;
        this.generation = generation;
        this.streamId = streamId;
        this.feed = feed;
    }

    void ask() {
        if (isCurrent()) {
            feed.next(this);
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
        deliver(() -> contents(batch), batch.closed() ? this::end : this::ask);
    }

    @Override
    public void interrupted(StreamException cause) {
        if (listener.state().status() != RETRYING) {
            LOG.log(System.Logger.Level.WARNING, "{0}; trying again", cause.getMessage());
            deliver(() -> List.of(becomes(status -> RETRYING, cause)), () -> {});
        }
    }

    @Override
    public void refused(RuntimeException cause) {
        int httpStatus = cause instanceof StreamException e ? e.status() : 0;
        String message = cause instanceof StreamException || cause instanceof UndecodableMessageException
                ? String.valueOf(cause.getMessage())
                : "listening to stream '" + streamId + "' failed: " + cause;
        giveUp(message, httpStatus, cause);
    }

    /** An observer threw, for the so manieth time in a row. */
    void failed(Parcel parcel, int times, RuntimeException cause) {
        if (!isCurrent()) {
            return;
        }
        if (cause instanceof UndecodableMessageException) {
            refused(cause);
        } else if (times > listener.observerRetries()) {
            giveUp(
                    "an observer of stream '" + streamId + "' failed " + times
                            + " times with the same message, which listen() delivers again: " + cause,
                    0,
                    cause);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "an observer of stream '" + streamId + "' failed; the message will be delivered again",
                    cause);
            deliver(() -> List.of(becomes(status -> RETRYING, cause)), () -> {});
            listener.afterObserverFailure(times, Duration.ZERO, () -> listener.deliver(parcel));
        }
    }

    private void giveUp(String message, int httpStatus, RuntimeException cause) {
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

    private Parcel.Item becomes(UnaryOperator<StreamStatus> change, @Nullable Throwable cause) {
        return observers ->
                listener.becomes(generation, change, cause, event -> observers.tell(event, this::isCurrent));
    }

    private void deliver(Supplier<List<Parcel.Item>> contents, Runnable then) {
        listener.deliver(new Parcel(this, contents, then));
    }
}

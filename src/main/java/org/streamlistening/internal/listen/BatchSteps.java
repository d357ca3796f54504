package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.CATCHING_UP;
import static org.streamlistening.StreamStatus.COMPLETED;
import static org.streamlistening.StreamStatus.CONNECTING;
import static org.streamlistening.StreamStatus.LIVE;
import static org.streamlistening.StreamStatus.RETRYING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.internal.failures.FailureKind;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.FailedNotification;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.listen.delivery.ObserverProgress;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;

/**
 * The delivery of one batch: first the whole batch to the observers of batches, then message by message, with the
 * changes of the status around them. Moves the offset of the listener as observers return.
 */
final class BatchSteps implements DeliveryTask.Steps {

    private final ListenerCore core;
    private final ListenerEvents events;
    private final StreamBatch batch;
    private final long generation;

    private final DeliveryToken token;

    private final ObserverProgress observerProgress;

    /** The steps before and after those of the messages. */
    private final List<DeliveryTask.Step> begin;

    private final List<DeliveryTask.Step> end;

    private DeliveryProgress reached;

    /** The number of steps that were run. */
    private int done;

    /** Made when the delivery begins: the progress of the listener then is the start. */
    BatchSteps(ListenerCore core, ListenerEvents events, StreamBatch batch, long generation) {
        this.core = core;
        this.events = events;
        this.batch = batch;
        this.generation = generation;
        this.token = new DeliveryToken(() -> core.isCurrent(generation));
        // Another thread may have begun the next generation since the check of this one.
        StreamProgress progress = core.state().currentIn(generation);
        this.observerProgress = progress.observerProgress();
        this.reached = progress.current();
        this.begin = begin();
        this.end = end();
    }

    @Override
    public boolean hasNext() {
        return done < begin.size() + batch.messages().size() + end.size();
    }

    @Override
    public boolean runNext(ObserverNotifier observers) {
        boolean all = run(done - begin.size(), observers);
        done += all ? 1 : 0;
        return all;
    }

    /** @param message the index of the message; negative before the first one */
    private boolean run(int message, ObserverNotifier observers) {
        int count = batch.messages().size();
        if (message < 0) {
            return begin.get(done).run(observers);
        }
        return message < count
                ? deliverMessage(message, observers)
                : end.get(message - count).run(observers);
    }

    @Override
    public List<UndeliveredMessage> undelivered(Optional<FailedNotification> failed) {
        int index = done - begin.size();
        return index < 0
                ? UndeliveredMessages.of(
                        batch, failed.map(FailedNotification::messages).orElseGet(this::unannounced))
                : List.of(UndeliveredMessages.of(batch, index));
    }

    /** The messages of the batch that its observers have not received; only after a stop, these are not all. */
    private List<StreamMessage> unannounced() {
        return ObserverProgress.rest(reached.announced(), batch.messages());
    }

    private List<DeliveryTask.Step> begin() {
        List<DeliveryTask.Step> steps = new ArrayList<>();
        steps.add(nameBeginning());
        if (batch.messages().isEmpty()) {
            steps.add(observers -> move(reached.delivered(batch.next(), 0)));
            return steps;
        }
        steps.add(status(false, status -> status == LIVE ? LIVE : CATCHING_UP));
        List<StreamMessage> fresh = unannounced();
        if (!fresh.isEmpty()) {
            StreamData data = events.data(batch.next().offset(), fresh);
            steps.add(observers -> deliverBatch(data, observers));
        }
        return steps;
    }

    private List<DeliveryTask.Step> end() {
        if (batch.closed()) {
            return List.of(
                    status(true, status -> COMPLETED), observers -> observers.notifyOf(events.completed(), token));
        }
        return List.of(
                batch.upToDate()
                        ? status(true, status -> LIVE)
                        : status(false, status -> status == CONNECTING || status == RETRYING ? CATCHING_UP : status));
    }

    private DeliveryTask.Step status(boolean upToDate, UnaryOperator<StreamStatus> change) {
        return observers -> {
            core.setUpToDate(upToDate);
            return core.changeStatus(generation, change, null, event -> observers.notifyOf(event, token));
        };
    }

    /**
     * Replaces offset {@code -1} by the offset that the server names for the beginning. If the stream is deleted and
     * created again, {@code -1} is the beginning of the new one, and messages counted in the old one would be skipped
     * there.
     */
    private DeliveryTask.Step nameBeginning() {
        StreamPosition position = reached.delivered();
        boolean named = position.offset().equals(Offset.BEGINNING)
                && !batch.from().equals(position)
                && batch.from().skip() == position.skip();
        return observers -> !named || move(reached.delivered(batch.from(), 0));
    }

    /** @param data the same object each time: the notifier recognises a repeated delivery by it */
    private boolean deliverBatch(StreamData data, ObserverNotifier observers) {
        begin(batch.next());
        try {
            if (!observers.notifyOf(data, observerProgress, token)) {
                return false;
            }
        } catch (UndecodableMessageException e) {
            throw located(e, "batch after offset " + batch.from().offset());
        } finally {
            core.setDelivering(null);
        }
        long size = ObserverProgress.size(data.messages());
        observerProgress.allReceivedBatch(size);
        return move(reached.announced(size));
    }

    private boolean deliverMessage(int index, ObserverNotifier observers) {
        StreamMessage message = batch.messages().get(index);
        StreamPosition behind = batch.after(index + 1);
        begin(behind);
        try {
            if (!observers.notifyOf(message, observerProgress, token)) {
                return false;
            }
        } catch (UndecodableMessageException e) {
            throw located(e, number(message, batch.after(index)));
        } finally {
            core.setDelivering(null);
        }
        long size = ObserverProgress.size(message);
        observerProgress.allReceivedMessage(size);
        return move(reached.delivered(behind, size));
    }

    private void begin(StreamPosition behind) {
        token.begin(behind);
        core.setDelivering(token);
    }

    /** Adds the location of the message, which the decoder does not know. */
    private RuntimeException located(UndecodableMessageException failure, String where) {
        RuntimeException cause = SafeThrowables.reportable("an observer threw", failure);
        String message = SafeThrowables.message(cause) + FailureKind.location(events.streamId()) + where;
        return new UndecodableMessageException(message, SafeThrowables.cause(cause));
    }

    private static String number(StreamMessage message, StreamPosition before) {
        String what = message.isJson() ? "message " + (before.skip() + 1) : "message at byte " + before.skip();
        return what + " after offset " + before.offset();
    }

    private boolean move(DeliveryProgress to) {
        core.move(events.streamId(), reached, to);
        reached = to;
        return true;
    }
}

package org.streamlistening.internal.listen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamPosition;

/**
 * The items of one batch: first all messages for those who observe batches, then each message. Moves the listener on as
 * they are delivered.
 */
final class BatchItems {

    private final SessionListener listener;
    private final String streamId;
    private final StreamBatch batch;
    private final BooleanSupplier wanted;
    private final ObserverProgress progress;
    private Progress reached;

    BatchItems(SessionListener listener, String streamId, StreamBatch batch, BooleanSupplier wanted) {
        this.listener = listener;
        this.streamId = streamId;
        this.batch = batch;
        this.wanted = wanted;
        OffsetCheckpoint here = listener.state().here();
        this.progress = here.observerProgress();
        this.reached = here.now();
    }

    /**
     * The beginning of a stream gets the name that the server gave it: {@code -1} is the beginning of another stream once
     * this one is deleted and created again, and what was counted from there would be passed over.
     */
    DeliveryTask.Item beginning() {
        StreamPosition here = reached.delivered();
        boolean named = here.offset().equals(Offset.BEGINNING)
                && !batch.from().equals(here)
                && batch.from().skip() == here.skip();
        return observers -> !named || move(reached.delivered(batch.from(), 0));
    }

    List<DeliveryTask.Item> all() {
        List<DeliveryTask.Item> items = new ArrayList<>();
        // More than nothing was announced only after a stop.
        List<StreamMessage> fresh = ObserverProgress.after(reached.announced(), batch.messages());
        if (!fresh.isEmpty()) {
            StreamData data = new StreamData(
                    listener.name(),
                    listener.sessionKey(),
                    streamId,
                    batch.next().offset(),
                    fresh);
            items.add(observers -> announce(data, observers));
        }
        int count = 0;
        for (StreamMessage message : batch.messages()) {
            int delivered = ++count;
            items.add(observers -> deliver(message, delivered, observers));
        }
        if (batch.messages().isEmpty()) {
            items.add(observers -> move(reached.delivered(batch.next(), 0)));
        }
        return items;
    }

    /** @param data the same each time: by that the observers know who has heard it already */
    private boolean announce(StreamData data, ObserverNotifier observers) {
        try {
            if (!observers.tell(data, progress, wanted)) {
                return false;
            }
        } catch (UndecodableMessageException e) {
            throw located(e, "batch after offset " + batch.from().offset());
        }
        long size = ObserverProgress.size(data.messages());
        progress.batchesPassed(size);
        return move(reached.announced(size));
    }

    private boolean deliver(StreamMessage message, int delivered, ObserverNotifier observers) {
        try {
            if (!observers.tell(message, progress, wanted)) {
                return false;
            }
        } catch (UndecodableMessageException e) {
            throw located(e, number(message, delivered == 1 ? batch.from() : batch.after(delivered - 1)));
        }
        long size = ObserverProgress.size(message);
        progress.messagesPassed(size);
        return move(reached.delivered(batch.after(delivered), size));
    }

    /** Where a message is that could not be decoded: the decoder does not know it. */
    private RuntimeException located(UndecodableMessageException failure, String where) {
        RuntimeException cause = ThrownByApplication.reportable("an observer threw", failure);
        return new UndecodableMessageException(
                ThrownByApplication.message(cause) + place(streamId) + where, ThrownByApplication.cause(cause));
    }

    /** How the place of a message in this stream begins, after the reason of a failure. */
    static String place(String streamId) {
        return "; stream '" + streamId + "', ";
    }

    private static String number(StreamMessage message, StreamPosition before) {
        String what = message.isJson() ? "message " + (before.skip() + 1) : "message at byte " + before.skip();
        return what + " after offset " + before.offset();
    }

    private boolean move(Progress to) {
        listener.move(streamId, reached, to);
        reached = to;
        return true;
    }
}

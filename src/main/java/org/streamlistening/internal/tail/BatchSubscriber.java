package org.streamlistening.internal.tail;

import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;

/** Receives one batch per request. Its methods run on any thread and return at once. */
public interface BatchSubscriber {

    /** Completes the request with a batch. */
    void onBatch(StreamBatch batch);

    /** The read failed and is retried; the request stays open. */
    void onInterruption(StreamException cause);

    /** The read failed and is retried without a notice to listeners; the request stays open. */
    default void onRetry() {}

    /** The read has a final failure; completes the request. */
    void onFailure(RuntimeException cause);

    /** The number of listeners behind this subscriber. */
    default int listeners() {
        return 1;
    }

    /**
     * Passes a batch to the subscriber. If the subscriber throws, it gets the exception as the failure of its request.
     */
    static void pass(StreamBatch batch, BatchSubscriber subscriber) {
        try {
            subscriber.onBatch(batch);
        } catch (Throwable e) {
            subscriber.onFailure(SafeThrowables.reportable("a batch could not be taken:", e));
        }
    }
}

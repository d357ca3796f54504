package org.streamlistening.internal.listen;

import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/** Waits for one batch. Called on any thread; returns at once. */
interface BatchSubscriber {

    /** Here it is: the wait is over. */
    void batch(StreamBatch batch);

    /** The read failed and will be tried again: the wait goes on. */
    void interrupted(StreamException cause);

    /** The read failed for good: the wait is over. */
    void refused(RuntimeException cause);

    /** How many listeners this read is for. */
    default int listeners() {
        return 1;
    }

    /** Hands over a batch; a receiver that cannot take it hears why, so that it does not wait for ever. */
    static void bring(StreamBatch batch, BatchSubscriber subscriber) {
        try {
            subscriber.batch(batch);
        } catch (Throwable e) {
            subscriber.refused(ThrownByApplication.reportable("a batch could not be taken:", e));
        }
    }
}

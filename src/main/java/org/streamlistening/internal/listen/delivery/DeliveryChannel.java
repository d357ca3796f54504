package org.streamlistening.internal.listen.delivery;

import org.streamlistening.StreamEvent;

/** Delivers the tasks and events of one listener to its observers. */
public interface DeliveryChannel {

    /**
     * Delivers the task on a thread of the container, after the tasks before it and never two at the same time. Returns
     * at once. Throws if it cannot accept the task, which is not delivered then: the caller can deliver it again.
     */
    void deliver(DeliveryTask task);

    /** Notifies the observers on the calling thread before it returns. Logs what an observer throws. */
    void notifyNow(StreamEvent event);
}

package org.streamlistening.internal.listen;

import org.streamlistening.StreamEvent;

/** The next hop of one listener: brings its parcels to the observers. */
public interface DeliveryChannel {

    /**
     * Brings this parcel to the observers on a thread of the container, after those handed in before and never at the
     * same time. Returns at once.
     */
    void deliver(DeliveryTask task);

    /** Tells the observers on the calling thread, before this returns. Whatever they throw is logged. */
    void tellNow(StreamEvent event);
}

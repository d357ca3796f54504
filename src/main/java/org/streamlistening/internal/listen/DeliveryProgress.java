package org.streamlistening.internal.listen;

import org.streamlistening.StreamPosition;

/**
 * The progress of the deliveries to one listener in one stream.
 *
 * @param delivered the position at which reading goes on: the observers of messages received everything before it
 * @param announced the messages or bytes after that position which the observers of batches have received
 */
public record DeliveryProgress(StreamPosition delivered, long announced) {

    public static final DeliveryProgress NONE = at(StreamPosition.BEGINNING);

    /** Nothing after this position was delivered. */
    public static DeliveryProgress at(StreamPosition position) {
        return new DeliveryProgress(position, 0);
    }

    /** The progress after the observers of batches received more. */
    DeliveryProgress announced(long more) {
        return new DeliveryProgress(delivered, announced + more);
    }

    /**
     * The progress after a message was delivered.
     *
     * @param next the position at which reading goes on
     * @param size the size of the message; 0 if only the offset of the same position changed
     */
    DeliveryProgress delivered(StreamPosition next, long size) {
        return new DeliveryProgress(next, Math.max(0, announced - size));
    }
}

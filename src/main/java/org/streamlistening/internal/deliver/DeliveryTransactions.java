package org.streamlistening.internal.deliver;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamPosition;

/** Surrounds the deliveries of one source by transactions. Called by one thread at a time. */
public interface DeliveryTransactions {

    /** No transactions: an observer that returned has its message, whatever the others do. */
    DeliveryTransactions NONE = new DeliveryTransactions() {
        @Override
        public boolean areUsed() {
            return false;
        }

        @Override
        public boolean run(Subject subject, BooleanSupplier notification) {
            return notification.getAsBoolean();
        }
    };

    /**
     * What is delivered.
     *
     * @param batch whether it is a whole batch for observers of batches, else one message
     * @param size the number of messages of a JSON stream, else of bytes
     * @param behind the position behind it
     */
    record Subject(boolean batch, long size, StreamPosition behind) {}

    /** Whether a delivery that fails has no effect at all, so that it is repeated for all of its observers. */
    boolean areUsed();

    /**
     * Notifies the observers.
     *
     * @param notification notifies all of them, and returns whether it did; throws what an observer throws
     * @return whether all were notified, and the effects are durable
     * @throws org.streamlistening.internal.listen.delivery.DeliveryUnavailableException if there are no transactions
     *     now, also if that is why an observer threw
     * @throws org.streamlistening.internal.listen.delivery.NotCommittedException if all were notified, and the
     *     transaction was rolled back
     */
    boolean run(Subject subject, BooleanSupplier notification);

    /** An observer has returned, and others may follow. Throws if its transaction can only be rolled back. */
    default void observed() {}
}

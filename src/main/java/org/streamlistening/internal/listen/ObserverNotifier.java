package org.streamlistening.internal.listen;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;

/**
 * The observers of one listener. If an observer throws, the exception comes out, and the same call with the same arguments
 * goes on with that observer: each other observer is notified once. Arguments are the same if they are the same objects.
 */
public interface ObserverNotifier {

    /**
     * Notifies the observers of an event or a batch.
     *
     * <p>Only {@link org.streamlistening.StreamData} may fail; observers of the other events cannot stop a listener.
     *
     * @param isCurrent checked before each observer
     * @return whether all observers were notified; false if the event was not current any more
     */
    boolean notifyOf(StreamEvent event, BooleanSupplier isCurrent);

    /**
     * Notifies the observers of one message.
     *
     * @param isCurrent checked before each observer
     * @return whether all observers were notified; false if the message was not current any more
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an observer
     */
    boolean notifyOf(StreamMessage message, BooleanSupplier isCurrent);

    /**
     * As {@link #notifyOf(StreamEvent, BooleanSupplier)}, for a batch of which some observers may know a part. The default is
     * for a single observer, which cannot be ahead of another one.
     *
     * @param progress the observers that are ahead; if not all can be notified, those that were are added
     */
    default boolean notifyOf(StreamData batch, ObserverProgress progress, BooleanSupplier isCurrent) {
        return notifyOf(batch, isCurrent);
    }

    /** As {@link #notifyOf(StreamMessage, BooleanSupplier)}, for a message that some observers may know already. */
    default boolean notifyOf(StreamMessage message, ObserverProgress progress, BooleanSupplier isCurrent) {
        return notifyOf(message, isCurrent);
    }

    /**
     * Skips the last failure when the same message is delivered again: for the observer that threw, or for all remaining
     * observers if the message could not be decoded. Observers that never fail need not implement it.
     */
    default void skip() {
        throw new UnsupportedOperationException("nothing to pass");
    }

    /** When the last message is delivered again, only observers that accept it undecoded are notified. */
    default void skipDecoding() {
        throw new UnsupportedOperationException("nothing to decode");
    }
}

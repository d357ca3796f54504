package org.streamlistening.internal.listen.delivery;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;

/**
 * Notifies the observers of one listener. Throws the exception of an observer. The same call with the same
 * subject and the same {@link DeliveryToken} repeats the delivery and begins with that observer: each other observer is
 * notified once. Subject and token are the same if they are the same objects.
 */
public interface ObserverNotifier {

    /**
     * Notifies the observers of an event or a batch.
     *
     * <p>Only {@link org.streamlistening.StreamData} may fail; observers of the other events cannot stop a listener.
     *
     * @param token identifies the delivery when it is repeated; checked before each observer
     * @return whether all observers were notified; false if the event was not current any more
     */
    boolean notifyOf(StreamEvent event, DeliveryToken token);

    /**
     * Notifies the observers of one message.
     *
     * @param token identifies the delivery when it is repeated; checked before each observer
     * @return whether all observers were notified; false if the message was not current any more
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an
     *     observer
     */
    boolean notifyOf(StreamMessage message, DeliveryToken token);

    /**
     * As {@link #notifyOf(StreamEvent, DeliveryToken)}, for a batch of which some observers may know a part. The
     * default is for a single observer, which cannot be ahead of another one.
     *
     * @param progress the observers that are ahead; if not all can be notified, those that were are added
     */
    default boolean notifyOf(StreamData batch, ObserverProgress progress, DeliveryToken token) {
        return notifyOf(batch, token);
    }

    /** As {@link #notifyOf(StreamMessage, DeliveryToken)}, for a message that some observers may know already. */
    default boolean notifyOf(StreamMessage message, ObserverProgress progress, DeliveryToken token) {
        return notifyOf(message, token);
    }

    /**
     * Skips the last failure when the same message is delivered again: for the observer that threw, or for all
     * remaining observers if the message could not be decoded. Observers that never fail need not implement it.
     */
    default void skip() {
        throw new UnsupportedOperationException("nothing to skip");
    }

    /**
     * The notification that ended the last delivery with an exception; empty if the message could not be decoded, or
     * its transaction was not committed.
     * Observers that never fail need not implement it.
     */
    default Optional<FailedNotification> failed() {
        return Optional.empty();
    }

    /**
     * Notifies observers of a message of an earlier delivery. Neither repeats the current delivery nor changes it.
     * Throws the exception of an observer, after all were notified.
     *
     * @param message a batch of this message
     * @param observer the {@linkplain FailedNotification#observer name} of the only observer to notify; null, or a name
     *     that no observer has: all observers of single messages and of lists
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an
     *     observer
     */
    default void notifyAgain(StreamData message, @Nullable String observer) {
        throw new UnsupportedOperationException("nothing to repeat");
    }

    /** When the last message is delivered again, only observers that accept it undecoded are notified. */
    default void skipDecoding() {
        throw new UnsupportedOperationException("nothing to decode");
    }
}

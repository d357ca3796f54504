package org.streamlistening;

/**
 * A message could not be delivered: an observer threw, or the message is not what an observer asked for. Fired for each
 * failure, whatever the policy; a listener that ends by it tells {@link StreamFailed} afterwards.
 *
 * @param offset where a listener that resumes starts; the message is the first one after it that was not delivered
 * @param attempt how many times in a row this message failed, from 1
 * @param consequence what happens next
 * @param cause what the observer threw, or an {@link UndecodableMessageException}
 */
public record DeliveryFailed(
        String listener,
        String sessionKey,
        String streamId,
        Offset offset,
        int attempt,
        Consequence consequence,
        Throwable cause)
        implements StreamEvent {

    /** What follows a failed delivery. */
    public enum Consequence {

        /** The message is brought again later. */
        RETRIED,

        /** The message is left out: for the observer that threw, or for all if it cannot be decoded. */
        SKIPPED,

        /** The message goes to those observers only that take it undecoded. */
        DELIVERED_RAW,

        /** The listener fails. */
        STOPPED
    }
}

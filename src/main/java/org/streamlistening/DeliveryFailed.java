package org.streamlistening;

/**
 * A delivery failed: an observer threw an exception, or the message cannot become the type that an observer observes.
 * Fired for each failure under every policy. If the failure ends the listener, {@link StreamFailed} follows.
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream that the listener follows
 * @param offset the offset from which a listener resumes; the message is the first one after it that was not delivered
 * @param attempt the number of consecutive failures of this message, from 1
 * @param consequence what happens next
 * @param cause the exception of the observer, or an {@link UndecodableMessageException}
 * @since 0.1
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

        /** The message is delivered again later. */
        RETRIED,

        /** The message is skipped: for the observer that threw, or for all observers if it cannot be decoded. */
        SKIPPED,

        /** The message is delivered only to observers of undecoded messages. */
        DELIVERED_RAW,

        /** The message goes to the dead-letter stream, and is then skipped as with {@link #SKIPPED}. */
        DEAD_LETTERED,

        /** The listener fails. */
        STOPPED
    }
}

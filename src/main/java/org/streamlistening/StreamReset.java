package org.streamlistening;

/**
 * The listener continues from another offset, because the server no longer keeps the messages after its previous one.
 * State that an observer derived from earlier messages can miss some of them, or receive some again. Fired before the
 * first message from the new offset.
 *
 * @param listener the name of the listener; empty for the default one
 * @param sessionKey the key of the listener, see {@link StreamEvent#sessionKey()}
 * @param streamId the stream
 * @param offset the offset from which the listener continues: the earliest one, or {@link Offset#NOW}
 * @param previous the offset before
 * @param reason whether it is still the same stream
 * @param cause the response of the server, as an exception
 * @since 0.1
 */
public record StreamReset(
        String listener,
        String sessionKey,
        String streamId,
        Offset offset,
        Offset previous,
        Reason reason,
        Throwable cause)
        implements StreamEvent {

    /** Why the previous offset is no longer valid. */
    public enum Reason {

        /**
         * The stream is the same, and its earlier messages are no longer kept. Also used if the server gives no reason.
         */
        HISTORY_GONE,

        /**
         * The stream was deleted or expired, or its server lost it. All messages from now on belong to another stream,
         * which was created under the same id.
         */
        RECREATED
    }

    /** A reset because of {@link Reason#HISTORY_GONE}. */
    public StreamReset(
            String listener, String sessionKey, String streamId, Offset offset, Offset previous, Throwable cause) {
        this(listener, sessionKey, streamId, offset, previous, Reason.HISTORY_GONE, cause);
    }

    /** Whether the messages from now on belong to another stream. */
    public boolean recreated() {
        return reason == Reason.RECREATED;
    }
}

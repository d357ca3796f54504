package org.streamlistening;

/**
 * The listener goes on somewhere else in the stream than where it was, because the server no longer has what follows:
 * what an observer built up from earlier messages may miss some, or may get some again. Fired before the first message
 * from there.
 *
 * @param offset where the listener goes on: the earliest position, or {@link Offset#NOW}
 * @param previous where it was
 * @param reason whether it is the same stream still
 * @param cause the answer of the server
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

    /** Why the previous offset leads nowhere. */
    public enum Reason {

        /** The stream is the same, and its earlier messages are not kept any more. Also where a server does not say. */
        HISTORY_GONE,

        /**
         * The stream was deleted or expired, or its server lost it: all that follows belongs to another stream, which was
         * created under the same id.
         */
        RECREATED
    }

    /** One that was fired because of {@link Reason#HISTORY_GONE}. */
    public StreamReset(
            String listener, String sessionKey, String streamId, Offset offset, Offset previous, Throwable cause) {
        this(listener, sessionKey, streamId, offset, previous, Reason.HISTORY_GONE, cause);
    }

    /** Whether what follows belongs to another stream than what was before. */
    public boolean recreated() {
        return reason == Reason.RECREATED;
    }
}

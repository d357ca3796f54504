package org.streamlistening;

/**
 * An event of a {@link StreamListener}. Fired synchronously, with the qualifier {@link StreamListening} of the listener
 * and its name, one at a time per listener and in order.
 *
 * @since 0.1
 */
public sealed interface StreamEvent
        permits StreamData, StreamStatusChanged, StreamReset, DeliveryFailed, StreamCompleted, StreamFailed {

    /** The {@linkplain StreamListener#getName() name} of the listener; empty for the default one. */
    String listener();

    /**
     * A random key of this listener in this session. It stays the same until the session ends, cannot be guessed, and
     * is not derived from the HTTP session id: it can name a push channel.
     */
    String sessionKey();

    /** The stream of the event. */
    String streamId();

    /** The offset from which a listener that resumes after this event reads. */
    Offset offset();
}

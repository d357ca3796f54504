package org.streamlistening;

/**
 * An event of a {@link StreamListener} or a {@link org.streamlistening.consumer.StreamConsumer}. Fired synchronously,
 * with the qualifier {@link StreamListening} or {@link org.streamlistening.consumer.StreamConsuming} and its name, one
 * at a time per listener or consumer and in order.
 *
 * @since 0.1
 */
public sealed interface StreamEvent
        permits StreamData, StreamStatusChanged, StreamReset, DeliveryFailed, StreamCompleted, StreamFailed {

    /** The {@linkplain StreamListener#getName() name} of the listener, empty for the default one; or that of the consumer. */
    String listener();

    /**
     * A random key of this listener in this session. It stays the same until the session ends, cannot be guessed, and
     * is not derived from the HTTP session id: it can name a push channel. Empty in the events of a consumer.
     */
    String sessionKey();

    /** The stream of the event. */
    String streamId();

    /** The offset from which a listener that resumes after this event reads. */
    Offset offset();
}

package org.streamlistening;

/**
 * What a {@link StreamListener} tells its observers. Fired synchronously, with the qualifier
 * {@link StreamListening @StreamListening(name)} of the listener, one at a time per listener and in order.
 */
public sealed interface StreamEvent
        permits StreamData, StreamStatusChanged, StreamReset, DeliveryFailed, StreamCompleted, StreamFailed {

    /** The {@linkplain StreamListener#getName() name} of the listener; empty for the default one. */
    String listener();

    /**
     * A random key of this listener in this session. The same for as long as the session lives, unguessable, and not
     * derived from the HTTP session id: fit to name a push channel.
     */
    String sessionKey();

    /** The stream that the event is about. */
    String streamId();

    /** Where a listener that resumes after this event starts. */
    Offset offset();
}

package org.streamlistening;

/**
 * What happens to a message whose observer throws an exception. Default: {@link #RETRY}. Each failure fires a
 * {@link DeliveryFailed}.
 *
 * @since 0.1
 */
public enum ObserverFailurePolicy {

    /**
     * The message is delivered again, only to the observer that threw, with back-off and up to
     * {@code durable-streams.observer.retries} times (default 5); then as {@link #STOP}.
     */
    RETRY,

    /** That observer misses the message. The others get it, and the listener continues. */
    SKIP,

    /** The listener fails with {@link StreamFailed}. The next {@code listen} delivers the message again. */
    STOP,

    /**
     * For consumers only. As {@link #RETRY}, but after the last attempt the message goes to the dead-letter stream as a
     * {@link org.streamlistening.consumer.DeadLetter}. That observer misses it, the others get it, and the consumer
     * continues.
     */
    DEAD_LETTER
}

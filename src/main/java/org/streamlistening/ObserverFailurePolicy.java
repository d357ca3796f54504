package org.streamlistening;

/** What becomes of a message whose observer threw. Default: {@link #RETRY}. Each failure is a {@link DeliveryFailed}. */
public enum ObserverFailurePolicy {

    /**
     * The message is brought again to the observer that threw, and to no other one, with back-off, up to
     * {@code durable-streams.observer.retries} times; then as {@link #STOP}.
     */
    RETRY,

    /** That observer misses the message; the others get it, and the listener goes on. */
    SKIP,

    /** The listener fails with {@link StreamFailed}. {@code listen} brings the message again. */
    STOP
}

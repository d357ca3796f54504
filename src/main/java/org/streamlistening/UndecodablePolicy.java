package org.streamlistening;

/**
 * What happens to a message that cannot become the type that an observer observes. Default: {@link #STOP}. Each such
 * message fires a {@link DeliveryFailed}. Observers of {@link StreamData} have received it before, undecoded, under
 * every policy.
 *
 * @since 0.1
 */
public enum UndecodablePolicy {

    /** The listener fails with {@link StreamFailed}. The next {@code listen} delivers the message again. */
    STOP,

    /** No observer of single messages receives it; the listener continues. */
    SKIP,

    /** Only observers of undecoded messages receive it: {@link StreamMessage}, {@code String}, {@code byte[]}. */
    RAW,

    /**
     * For consumers only. The message goes to the dead-letter stream as a {@link
     * org.streamlistening.consumer.DeadLetter}, without retries. No observer of single messages receives it, and the
     * consumer continues.
     */
    DEAD_LETTER
}

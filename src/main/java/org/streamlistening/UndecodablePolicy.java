package org.streamlistening;

/**
 * What becomes of a message that is not what an observer asked for. Default: {@link #STOP}. Each such message is a
 * {@link DeliveryFailed}. Observers of {@link StreamData} got it already, undecoded, whatever the policy.
 */
public enum UndecodablePolicy {

    /** The listener fails with {@link StreamFailed}. {@code listen} brings the message again. */
    STOP,

    /** No observer of single messages gets it; the listener goes on. */
    SKIP,

    /** Only observers that take messages undecoded get it: {@link StreamMessage}, {@code String}, {@code byte[]}. */
    RAW
}

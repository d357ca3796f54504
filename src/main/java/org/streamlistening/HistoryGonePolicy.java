package org.streamlistening;

/**
 * What a listener does when the server no longer keeps the messages after its offset (410; Protocol, section 5.6).
 * Default: {@link #FAIL}, since messages are missing.
 *
 * <p>Retention removed the messages, or the stream was deleted and created again. In the second case a server can also
 * respond with 400 to its own offset, or continue at an earlier one.
 *
 * @since 0.1
 */
public enum HistoryGonePolicy {

    /** The listener fails with {@link StreamFailed}. */
    FAIL,

    /** The listener continues with the earliest message that the server keeps, after a {@link StreamReset}. */
    FROM_START,

    /** The listener continues with messages that are written from now on, after a {@link StreamReset}. */
    FROM_NOW
}

package org.streamlistening;

/**
 * How a reader that is up to date waits for new messages. Default: {@link #LONG_POLL}.
 *
 * @since 0.1
 */
public enum LiveMode {

    /** Each request waits at the server until data arrives or the time-out passes (Protocol, section 5.7). */
    LONG_POLL,

    /**
     * One response stays open and carries all messages (Protocol, section 5.8). In text other than JSON, line ends
     * change: CR LF and CR arrive as LF, and CR LF as two of them if an event ends in between. Use {@link #LONG_POLL}
     * where line ends matter.
     */
    SSE,

    /** {@link #SSE}, or {@link #LONG_POLL} where a proxy on the way does not pass SSE on. */
    AUTO
}

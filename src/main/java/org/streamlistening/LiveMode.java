package org.streamlistening;

/** How new messages are waited for once a reader has caught up. */
public enum LiveMode {

    /** Each request waits at the server until there is data or the time-out passes (Protocol, section 5.7). */
    LONG_POLL,

    /**
     * One response stays open and carries message after message (Protocol, section 5.8). In text that is not JSON it
     * has only one line end: CR LF and CR arrive as LF, and CR LF as two if an event ends between them. Where that
     * matters, use {@link #LONG_POLL}.
     */
    SSE,

    /** {@link #SSE}, and {@link #LONG_POLL} where something on the way does not let SSE through. */
    AUTO
}

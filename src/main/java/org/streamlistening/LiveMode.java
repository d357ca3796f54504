package org.streamlistening;

/** How new messages are waited for once a reader has caught up. */
public enum LiveMode {

    /** Each request waits at the server until there is data or the time-out passes (Protocol, section 5.7). */
    LONG_POLL,

    /** One response stays open and carries message after message (Protocol, section 5.8). */
    SSE,

    /** {@link #SSE}, and {@link #LONG_POLL} where something on the way does not let SSE through. */
    AUTO
}

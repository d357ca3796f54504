package org.streamlistening;

/**
 * What a listener does when the server no longer has what follows its offset (410; Protocol, section 5.6): its history
 * was trimmed, or the stream was deleted and created again, in which case a server may also answer 400 to an offset of its
 * own, or go on at an earlier one. Default: {@link #FAIL}, since messages are missing.
 */
public enum HistoryGonePolicy {

    /** {@link StreamFailed}. */
    FAIL,

    /** Goes on with the earliest message that the server still has, after a {@link StreamReset}. */
    FROM_START,

    /** Goes on with what is written from now on, after a {@link StreamReset}. */
    FROM_NOW
}

package org.streamlistening;

/** What a listener does when there is no such stream (404). Default: {@link #FAIL}. */
public enum MissingStreamPolicy {

    /** {@link StreamFailed}. */
    FAIL,

    /**
     * Asks again with back-off until the stream is created, in status {@link StreamStatus#RETRYING}, and reads it from
     * its beginning. A stream that had been read before and is gone now was deleted: what is created under its id later
     * is another one, and begins with a {@link StreamReset}.
     */
    WAIT
}

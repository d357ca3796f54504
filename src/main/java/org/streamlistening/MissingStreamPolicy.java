package org.streamlistening;

/**
 * What a listener does when the stream does not exist (404). Default: {@link #FAIL}.
 *
 * @since 0.1
 */
public enum MissingStreamPolicy {

    /** The listener fails with {@link StreamFailed}. */
    FAIL,

    /**
     * The listener retries with back-off, in status {@link StreamStatus#CONNECTING}, until the stream is created, and
     * reads it from its beginning. A stream that the listener has read before was deleted: the stream that is created
     * under its id later is another one, and begins with a {@link StreamReset}.
     */
    WAIT
}

package org.streamlistening.client;

/**
 * There is no such stream (404): it was never created, was deleted, or has expired.
 *
 * @since 0.1
 */
public final class StreamNotFoundException extends StreamException {

    private static final long serialVersionUID = 1;

    public StreamNotFoundException(String message, String streamId) {
        super(message, streamId, 404, false, null, null);
    }
}

package org.streamlistening.client;

/**
 * The request contradicts what the stream is (409): another content type or configuration, or a {@code Stream-Seq} that
 * is not greater than the last one.
 */
public final class StreamConflictException extends StreamException {

    private static final long serialVersionUID = 1;

    public StreamConflictException(String message, String streamId) {
        super(message, streamId, 409, false, null, null);
    }
}

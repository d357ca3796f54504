package org.streamlistening.client;

/**
 * The request contradicts the stream (409): its content type or configuration differs, or its {@code Stream-Seq} is not
 * greater than the last one.
 *
 * @since 0.1
 */
public final class StreamConflictException extends StreamException {

    private static final long serialVersionUID = 1;

    public StreamConflictException(String message, String streamId) {
        super(message, streamId, 409, false, null, null);
    }
}

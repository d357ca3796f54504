package org.streamlistening.client;

/**
 * A response violates the protocol, such as a body that is no JSON array or a control event without an offset.
 *
 * @since 0.1
 */
public final class StreamDecodeException extends StreamException {

    private static final long serialVersionUID = 1;

    public StreamDecodeException(String message, String streamId, int status, Throwable cause) {
        super(message, streamId, status, false, null, cause);
    }
}

package org.streamlistening.client;

/** The server answered something that is not what the protocol promises: no JSON array, a control event without offset. */
public final class StreamDecodeException extends StreamException {

    private static final long serialVersionUID = 1;

    public StreamDecodeException(String message, String streamId, int status, Throwable cause) {
        super(message, streamId, status, false, null, cause);
    }
}

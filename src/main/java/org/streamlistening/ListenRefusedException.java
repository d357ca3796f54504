package org.streamlistening;

/**
 * Thrown by {@code listen} if a {@link ListenAuthorizer} does not permit the stream. The listener stays as it is.
 *
 * @since 0.1
 */
public class ListenRefusedException extends SecurityException {

    private static final long serialVersionUID = 1;

    /** Names the stream in its message. */
    public ListenRefusedException(String streamId) {
        super("this session may not listen to stream '" + streamId + "'");
    }
}

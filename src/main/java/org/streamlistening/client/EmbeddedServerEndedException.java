package org.streamlistening.client;

/**
 * The server of this process has ended, as the embedded server does with its application: no further request can
 * succeed. Never retried.
 *
 * @since 0.1
 */
public final class EmbeddedServerEndedException extends StreamException {

    private static final long serialVersionUID = 1;

    /** Has no HTTP status. */
    public EmbeddedServerEndedException(String message, String streamId, Throwable cause) {
        super(message, streamId, 0, false, null, cause);
    }
}

package org.streamlistening.client;

/**
 * The server of this process has ended, as the embedded server does with its application: nothing can be written or read
 * any more. Never retried.
 */
public final class EmbeddedServerEndedException extends StreamException {

    private static final long serialVersionUID = 1;

    /** As {@link StreamException}, of no status. */
    public EmbeddedServerEndedException(String message, String streamId, Throwable cause) {
        super(message, streamId, 0, false, null, cause);
    }
}

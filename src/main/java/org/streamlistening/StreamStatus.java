package org.streamlistening;

/**
 * The status of a {@link StreamListener}.
 *
 * @since 0.1
 */
public enum StreamStatus {

    /** {@code listen} was not called yet, or {@link StreamListener#reset()} was called. */
    IDLE,

    /** {@code listen} was called; the server has not responded yet, or the stream does not exist yet. */
    CONNECTING,

    /** The listener reads messages that are already in the stream. */
    CATCHING_UP,

    /** All messages of the stream were delivered; the next one arrives as soon as it is written. */
    LIVE,

    /** The connection, the server or an observer failed; the listener retries by itself. */
    RETRYING,

    /** {@link StreamListener#stop()} was called. */
    STOPPED,

    /** The stream is closed and all of its messages were delivered. */
    COMPLETED,

    /** The listener failed: a response was final, or an observer failed repeatedly. */
    FAILED;

    /** Whether a listener in this status follows a stream. */
    public boolean isListening() {
        return switch (this) {
            case CONNECTING, CATCHING_UP, LIVE, RETRYING -> true;
            case IDLE, STOPPED, COMPLETED, FAILED -> false;
        };
    }
}

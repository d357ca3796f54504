package org.streamlistening;

/** Where a {@link StreamListener} is in its life. */
public enum StreamStatus {

    /** Nothing was asked for yet, or {@link StreamListener#reset()} was called. */
    IDLE,

    /** {@code listen} was called; the server has not answered yet. */
    CONNECTING,

    /** The server answers with what is already in the stream. */
    CATCHING_UP,

    /** Everything that the stream holds was delivered; the next message arrives as soon as it is written. */
    LIVE,

    /** The connection, the server or an observer failed; the listener tries again by itself. */
    RETRYING,

    /** {@link StreamListener#stop()} was called. */
    STOPPED,

    /** The stream is closed and all of it was delivered. */
    COMPLETED,

    /** The listener gave up: the server refused for good, or an observer kept failing. */
    FAILED;

    /** Whether a listener in this status goes on by itself. */
    public boolean isListening() {
        return switch (this) {
            case CONNECTING, CATCHING_UP, LIVE, RETRYING -> true;
            case IDLE, STOPPED, COMPLETED, FAILED -> false;
        };
    }
}

package org.streamlistening;

/**
 * The status of a {@link StreamListener}, or of a {@link org.streamlistening.consumer.StreamConsumer} on one server.
 *
 * @since 0.1
 */
public enum StreamStatus {

    /**
     * {@code listen} was not called yet, or {@link StreamListener#reset()} was called; or the consumer has no stream yet.
     */
    IDLE,

    /** The subscription began; the server has not responded yet, or the stream does not exist yet. */
    CONNECTING,

    /** The listener or consumer reads messages that are already in the stream. */
    CATCHING_UP,

    /** All messages of the stream were delivered; the next one arrives as soon as it is written. */
    LIVE,

    /** The connection, the server or an observer failed; the listener or consumer retries by itself. */
    RETRYING,

    /** {@link StreamListener#stop()} was called, or the consumer is paused. */
    STOPPED,

    /** The stream is closed and all of its messages were delivered. */
    COMPLETED,

    /** The listener or consumer failed: a response was final, or an observer failed repeatedly. */
    FAILED,

    /** Another server delivers for this consumer, or none does yet. No listener has this status. */
    STANDBY;

    /** Whether a listener or consumer in this status follows a stream on this server. */
    public boolean isListening() {
        return switch (this) {
            case CONNECTING, CATCHING_UP, LIVE, RETRYING -> true;
            case IDLE, STOPPED, COMPLETED, FAILED, STANDBY -> false;
        };
    }
}

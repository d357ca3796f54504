package org.streamlistening.websocket;

import java.time.Duration;
import org.streamlistening.ListenOptions;

/**
 * How a socket follows a stream. Immutable.
 *
 * @param listen the offset to start after, and how to wait for messages; an offset set here overrides the one of the
 *     browser
 * @param window how long messages are collected for one frame after a frame was sent; a first frame is sent at once.
 *     Default 50 ms; zero: every frame is sent at once
 * @param sendTimeout how long the browser can take to receive one frame before the connection is closed with 1013.
 *     Default 10 s
 * @param maxFrameBytes the limit of content in one frame, in bytes; a longer JSON message has a frame of its own, and
 *     longer content of another type is split. Default 65536
 * @since 0.1
 */
public record StreamSocketOptions(ListenOptions listen, Duration window, Duration sendTimeout, int maxFrameBytes) {

    private static final StreamSocketOptions DEFAULTS =
            new StreamSocketOptions(ListenOptions.defaults(), Duration.ofMillis(50), Duration.ofSeconds(10), 1 << 16);

    /** @throws IllegalArgumentException if the window is negative, or another value is not positive */
    public StreamSocketOptions {
        if (window.isNegative()) {
            throw new IllegalArgumentException("window must not be negative, not " + window);
        }
        if (sendTimeout.isZero() || sendTimeout.isNegative()) {
            throw new IllegalArgumentException("sendTimeout must be positive, not " + sendTimeout);
        }
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("maxFrameBytes must be positive, not " + maxFrameBytes);
        }
    }

    /** The default options: from the offset of the browser, else from the beginning. */
    public static StreamSocketOptions defaults() {
        return DEFAULTS;
    }

    /** The same with other options for the listener. */
    public StreamSocketOptions listen(ListenOptions options) {
        return new StreamSocketOptions(options, window, sendTimeout, maxFrameBytes);
    }

    /** The same with another window. */
    public StreamSocketOptions window(Duration span) {
        return new StreamSocketOptions(listen, span, sendTimeout, maxFrameBytes);
    }

    /** The same with another time-out for one frame. */
    public StreamSocketOptions sendTimeout(Duration perFrame) {
        return new StreamSocketOptions(listen, window, perFrame, maxFrameBytes);
    }

    /** The same with another limit of content in one frame. */
    public StreamSocketOptions maxFrameBytes(int bytes) {
        return new StreamSocketOptions(listen, window, sendTimeout, bytes);
    }
}

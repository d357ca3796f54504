package org.streamlistening.websocket;

import java.time.Duration;
import org.streamlistening.ListenOptions;

/**
 * How a socket follows a stream. Immutable.
 *
 * @param listen where to start, and how to wait for messages. A place that is given here counts more than the one that
 *     the browser asks for
 * @param window how long messages are gathered into one frame, after the first frame, which goes at once. Default 50 ms;
 *     zero: every frame goes at once
 * @param sendTimeout how long one frame may take until the connection counts as too slow and is closed with 1013.
 *     Default 10 s
 * @param maxFrameBytes how much content goes into one frame, in bytes; a longer JSON message has a frame of its own, a
 *     longer piece of another type is cut. Default 65536
 */
public record StreamSocketOptions(ListenOptions listen, Duration window, Duration sendTimeout, int maxFrameBytes) {

    private static final StreamSocketOptions DEFAULTS =
            new StreamSocketOptions(ListenOptions.defaults(), Duration.ofMillis(50), Duration.ofSeconds(10), 1 << 16);

    /** @throws IllegalArgumentException if the window is negative, or one of the others not positive */
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

    /** From where the browser asks for, else from the beginning; everything else as said at each component. */
    public static StreamSocketOptions defaults() {
        return DEFAULTS;
    }

    /** The same with other options for the listener. */
    public StreamSocketOptions listen(ListenOptions options) {
        return new StreamSocketOptions(options, window, sendTimeout, maxFrameBytes);
    }

    /** The same with another window. */
    public StreamSocketOptions window(Duration gathering) {
        return new StreamSocketOptions(listen, gathering, sendTimeout, maxFrameBytes);
    }

    /** The same with another time-out for one frame. */
    public StreamSocketOptions sendTimeout(Duration perFrame) {
        return new StreamSocketOptions(listen, window, perFrame, maxFrameBytes);
    }

    /** The same with another size of frames. */
    public StreamSocketOptions maxFrameBytes(int bytes) {
        return new StreamSocketOptions(listen, window, sendTimeout, bytes);
    }
}

package org.streamlistening.internal.listen;

import java.io.Serializable;
import java.time.Duration;
import org.streamlistening.LiveMode;
import org.streamlistening.internal.tail.ReadKey;

/**
 * What is read, and how: listeners with the same key see the same answers and may share one upstream read.
 *
 * @param timeout how long a long-poll may wait for data
 */
public record StreamKey(String streamId, LiveMode live, Duration timeout) implements ReadKey, Serializable {

    static final LiveMode DEFAULT_LIVE = LiveMode.LONG_POLL;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** A component that older bytes do not have arrives as null, and has its default. */
    public StreamKey {
        live = live == null ? DEFAULT_LIVE : live;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    }
}

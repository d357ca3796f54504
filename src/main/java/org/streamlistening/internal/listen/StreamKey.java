package org.streamlistening.internal.listen;

import java.io.Serializable;
import java.time.Duration;
import org.streamlistening.LiveMode;
import org.streamlistening.internal.tail.ReadKey;

/**
 * A stream and the way to read it. Listeners with the same key get the same responses, and can share one upstream read.
 *
 * @param timeout the longest wait of a long-poll for data
 */
public record StreamKey(String streamId, LiveMode live, Duration timeout) implements ReadKey, Serializable {

    static final LiveMode DEFAULT_LIVE = LiveMode.LONG_POLL;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** A component that the bytes of an older version lack is null, and gets its default. */
    public StreamKey {
        live = live == null ? DEFAULT_LIVE : live;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    }
}

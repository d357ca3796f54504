package org.streamlistening.internal.listen;

import java.time.Duration;
import org.streamlistening.LiveMode;
import org.streamlistening.internal.tail.ReadKey;

/**
 * A stream and the way to read it. Listeners with the same key get the same responses, and can share one upstream read.
 *
 * @param timeout the longest wait of a long-poll for data
 */
public record StreamKey(String streamId, LiveMode live, Duration timeout) implements ReadKey {

    static final LiveMode DEFAULT_LIVE = LiveMode.LONG_POLL;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
}

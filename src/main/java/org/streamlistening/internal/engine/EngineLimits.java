package org.streamlistening.internal.engine;

import java.time.Duration;
import org.streamlistening.server.ServerOptions;

/**
 * How much of everything there may be on a server, so that no table grows without end.
 *
 * @param maxStreams how many streams
 * @param maxForkDepth how many forks one stream may come from, one out of the other
 * @param producerMaxAge after how long without a request that was accepted a stream forgets a producer
 * @param maxProducers how many producers of one stream are known at a time
 */
public record EngineLimits(int maxStreams, int maxForkDepth, Duration producerMaxAge, int maxProducers) {

    public static EngineLimits of(ServerOptions options) {
        return new EngineLimits(
                options.maxStreams(), options.maxForkDepth(), options.producerMaxAge(), options.maxProducers());
    }
}

package org.streamlistening.internal.engine.decision;

import java.time.Duration;
import org.streamlistening.server.ServerOptions;

/**
 * The limits of a server, which bound every table.
 *
 * @param maxStreams the most streams
 * @param maxForkDepth the most forks in the lineage of a stream
 * @param producerMaxAge the time after the last accepted request at which a stream forgets a producer
 * @param maxProducers the most producers of one stream
 */
public record EngineLimits(int maxStreams, int maxForkDepth, Duration producerMaxAge, int maxProducers) {

    public static EngineLimits of(ServerOptions options) {
        return new EngineLimits(
                options.maxStreams(), options.maxForkDepth(), options.producerMaxAge(), options.maxProducers());
    }
}

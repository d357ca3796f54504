package org.streamlistening.server;

/**
 * How much of everything there may be on a server, so that no table grows without end.
 *
 * @param maxStreams how many streams
 * @param maxForkDepth how many forks one stream may come from, one out of the other
 */
record StreamLimits(int maxStreams, int maxForkDepth) {

    static StreamLimits of(ServerOptions options) {
        return new StreamLimits(options.maxStreams(), options.maxForkDepth());
    }
}

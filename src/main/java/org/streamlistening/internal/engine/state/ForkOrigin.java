package org.streamlistening.internal.engine.state;

/**
 * The point at which a stream branched off its source.
 *
 * @param request the request that created the fork; a repeated creation must equal it
 * @param lifetime the requested lifetime; the stream can have inherited another one
 * @param source the number of the source
 * @param position the first position of the fork's own bytes
 */
public record ForkOrigin(ForkRequest request, StreamLifetime lifetime, long source, long position) {}

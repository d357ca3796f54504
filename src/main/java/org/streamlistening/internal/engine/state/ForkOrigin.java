package org.streamlistening.internal.engine.state;

/**
 * Where a stream branched off.
 *
 * @param asked what was asked for, and has to be asked for again
 * @param lifetime the lifetime that was asked for; the stream may have inherited another one
 * @param source the source's number
 * @param position the first position of the fork's own bytes
 */
public record ForkOrigin(ForkRequest asked, StreamLifetime lifetime, long source, long position) {}

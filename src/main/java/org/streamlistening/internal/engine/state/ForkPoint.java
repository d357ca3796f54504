package org.streamlistening.internal.engine.state;

/**
 * Where a fork begins, as one look at its source found it: a moment later the source may have let go of more.
 *
 * @param origin what the fork is before its own first byte
 * @param earliest the first position that the fork can read; not behind its origin
 */
public record ForkPoint(StreamState origin, long earliest) {}

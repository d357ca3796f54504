package org.streamlistening.internal.engine.state;

/**
 * The start of a fork, read from its source in one step, since retention can trim the source a moment later.
 *
 * @param origin the state of the fork before its first own byte
 * @param earliest the first position that the fork can read; at most its origin
 */
public record ForkPoint(StreamState origin, long earliest) {}

package org.streamlistening.internal.store.files;

/**
 * A pair of files with a part of a stream: its bytes, and the ends of its messages.
 *
 * @param start the position of the first byte
 * @param before the number of messages before it
 */
public record Segment(long start, long before) {}

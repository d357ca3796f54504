package org.streamlistening.internal.store.files;

/**
 * A pair of files with a run of a stream: its bytes, and where its messages end.
 *
 * @param start the position of the first byte
 * @param before how many messages there are before it
 */
public record Segment(long start, long before) {}

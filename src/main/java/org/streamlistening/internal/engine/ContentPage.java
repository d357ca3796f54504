package org.streamlistening.internal.engine;

import org.streamlistening.internal.store.StreamBytes;

/**
 * What one answer carries of a stream.
 *
 * @param stream names the stream and no other one, before or after it: with the two positions, these bytes for ever
 * @param from the position of the first byte
 * @param next where to read on
 * @param upToDate whether that was all there is
 * @param closed whether that was all there will ever be
 */
public record ContentPage(long stream, long from, long next, boolean upToDate, boolean closed, StreamBytes bytes) {

    public boolean isEmpty() {
        return next == from;
    }

    public String etag() {
        return '"' + Long.toString(stream, 36) + ':' + from + ':' + next + (closed ? ":c" : "") + '"';
    }
}

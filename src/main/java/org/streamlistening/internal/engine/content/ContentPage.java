package org.streamlistening.internal.engine.content;

import org.streamlistening.internal.store.StreamBytes;

/**
 * The part of a stream in one response.
 *
 * @param stream identifies the stream among all earlier and later ones: with the two positions, it identifies the bytes
 * @param from the position of the first byte
 * @param next the position of the next page
 * @param upToDate whether the page reaches the tail
 * @param closed whether the page reaches the end of a closed stream
 */
public record ContentPage(long stream, long from, long next, boolean upToDate, boolean closed, StreamBytes bytes) {

    public boolean isEmpty() {
        return next == from;
    }

    public String etag() {
        return '"' + Long.toString(stream, 36) + ':' + from + ':' + next + (closed ? ":c" : "") + '"';
    }
}

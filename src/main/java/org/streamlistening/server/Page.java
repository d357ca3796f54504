package org.streamlistening.server;

/**
 * What one answer carries of a stream.
 *
 * @param stream names the stream and no other one, before or after it: with the two positions, these bytes for ever
 * @param from the position of the first byte
 * @param next where to read on
 * @param upToDate whether that was all there is
 * @param closed whether that was all there will ever be
 */
record Page(long stream, long from, long next, boolean upToDate, boolean closed, StreamBytes bytes) {

    boolean isEmpty() {
        return next == from;
    }

    String etag() {
        return '"' + Long.toString(stream, 36) + ':' + from + ':' + next + (closed ? ":c" : "") + '"';
    }
}

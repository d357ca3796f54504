package org.streamlistening.server;

/**
 * A stream has taken what it was given, and will not lose it.
 *
 * @param created whether the stream began with it
 * @param tail the position behind the last byte
 * @param closed whether the stream is closed now
 */
record Receipt(boolean created, long tail, boolean closed) {}

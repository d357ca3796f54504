package org.streamlistening.server;

import java.io.IOException;
import java.io.OutputStream;

/** A run of stored bytes on its way out, piece by piece. For one thread at a time. */
interface StreamBytes {

    long remaining();

    /**
     * Writes the next piece in one call of {@code write}: an output that takes bytes without blocking promises to take
     * one call's worth, not more.
     */
    void writeNext(OutputStream out) throws IOException;
}

package org.streamlistening.internal.store;

import java.io.IOException;
import java.io.OutputStream;

/** A run of stored bytes on its way out, piece by piece. For one thread at a time. */
public interface StreamBytes {

    /** No bytes at all. */
    StreamBytes NONE = new StreamBytes() {
        @Override
        public long remaining() {
            return 0;
        }

        @Override
        public void writeNext(OutputStream out, int max) {
            throw new IllegalStateException("nothing remains");
        }
    };

    long remaining();

    /**
     * Writes the next piece in one call of {@code write}: an output that takes bytes without blocking promises to take
     * one call's worth, not more. The array it is given must not be changed.
     *
     * @param max how long the piece may be
     * @throws IOException of the output; of the store come only unchecked ones
     */
    void writeNext(OutputStream out, int max) throws IOException;
}

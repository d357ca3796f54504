package org.streamlistening.internal.store;

import java.io.IOException;
import java.io.OutputStream;

/** A range of stored bytes that is written piece by piece. For one thread at a time. */
public interface StreamBytes {

    /** An empty range. */
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
     * Writes the next piece in exactly one call of {@code write}, since a non-blocking output accepts one call without
     * blocking. The output must not change the array.
     *
     * @param max the greatest length of the piece
     * @throws IOException from the output; the store throws unchecked exceptions only
     */
    void writeNext(OutputStream out, int max) throws IOException;
}

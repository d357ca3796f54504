package org.streamlistening.internal.http.body;

import java.io.IOException;
import java.io.InputStream;

/** Implements {@link InputStream#read()} by a block of one byte. */
public final class SingleByte {

    private SingleByte() {}

    /** The next byte; -1 at the end. */
    public static int read(InputStream blocks) throws IOException {
        byte[] one = new byte[1];
        return blocks.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}

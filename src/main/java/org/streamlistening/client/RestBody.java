package org.streamlistening.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** Knows what became of it. */
final class RestBody extends FilterInputStream {

    private volatile boolean begun;
    private volatile boolean ended;
    private volatile boolean broken;

    RestBody(InputStream body) {
        super(body);
    }

    /** That of an answer that has none. */
    static RestBody none() {
        RestBody none = new RestBody(InputStream.nullInputStream());
        none.ended = true;
        return none;
    }

    /** Whether anything of it came. */
    boolean begun() {
        return begun;
    }

    /** Whether it was read to its end. */
    boolean ended() {
        return ended;
    }

    /** Whether its connection broke. */
    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = super.read(target, offset, length);
            if (read > 0) {
                begun = true;
            } else if (read < 0) {
                ended = true;
            }
            return read;
        } catch (SocketTimeoutException e) {
            // Silence: the connection is still there.
            throw e;
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw e;
        }
    }
}

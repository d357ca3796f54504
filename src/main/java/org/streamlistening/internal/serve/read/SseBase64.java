package org.streamlistening.internal.serve.read;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Bytes as the data of a server-sent event (Protocol, section 5.8): one line of base64, for bytes in pieces of any
 * size.
 */
final class SseBase64 extends OutputStream {

    private static final int GROUP = 3;

    private final PieceBuffer out;
    /** The bytes of an incomplete group of three. */
    private byte[] rest = new byte[0];

    SseBase64(PieceBuffer out) {
        this.out = out;
        out.write("data:".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void write(int next) {
        write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        byte[] all = Arrays.copyOf(rest, rest.length + length);
        System.arraycopy(bytes, offset, all, rest.length, length);
        int whole = all.length - all.length % GROUP;
        out.write(Base64.getEncoder().encode(Arrays.copyOf(all, whole)));
        rest = Arrays.copyOfRange(all, whole, all.length);
    }

    /** Ends the line. */
    @Override
    public void close() {
        out.write(Base64.getEncoder().encode(rest));
        out.write('\n');
    }
}

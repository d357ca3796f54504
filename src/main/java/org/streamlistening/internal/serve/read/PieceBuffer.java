package org.streamlistening.internal.serve.read;

import java.io.ByteArrayOutputStream;

/** Collects the next piece to send. In contrast to its superclass, writing never fails. */
final class PieceBuffer extends ByteArrayOutputStream {

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** The collected bytes. The next piece gets another array, since this one can still be in transit. */
    byte[] take() {
        byte[] piece = toByteArray();
        reset();
        return piece;
    }
}

package org.streamlistening.internal.serve;

import java.io.ByteArrayOutputStream;

/** Collects what is sent next. Unlike its parent it promises that writing cannot fail. */
final class PieceBuffer extends ByteArrayOutputStream {

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** What was collected; the next piece is another array, since this one may still be on its way. */
    byte[] take() {
        byte[] piece = toByteArray();
        reset();
        return piece;
    }
}

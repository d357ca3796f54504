package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes bytes to a file in pieces: the JDK copies each piece out of the heap, and keeps a buffer for the largest. */
public final class FileWrites {

    private static final int PIECE = 1 << 20;

    private FileWrites() {}

    public static void all(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        int end = bytes.limit();
        long at = position;
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + PIECE));
            at += file.write(bytes, at);
        }
    }
}

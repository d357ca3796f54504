package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Collects consecutive bytes of a file, so that appends which arrive together become one write. For one thread. */
public final class FileRun {

    private static final int SIZE = 256 * 1024;

    private final Target target;
    private final ByteBuffer collected = ByteBuffer.allocateDirect(SIZE);
    private @Nullable Path path;
    private long at;

    /** Writes collected bytes. */
    public interface Target {
        void write(Path path, ByteBuffer bytes, long at) throws IOException;
    }

    public FileRun(Target target) {
        this.target = target;
    }

    public void moveTo(Path file, long position) {
        path = file;
        at = position;
    }

    public void put(byte[] bytes) throws IOException {
        if (bytes.length > collected.remaining()) {
            writeCollected();
        }
        if (bytes.length > collected.remaining()) {
            write(ByteBuffer.wrap(bytes));
        } else {
            collected.put(bytes);
        }
    }

    public void put(long number) throws IOException {
        if (collected.remaining() < Long.BYTES) {
            writeCollected();
        }
        collected.putLong(number);
    }

    public void flush() throws IOException {
        writeCollected();
        path = null;
    }

    public void discard() {
        collected.clear();
        path = null;
    }

    private void writeCollected() throws IOException {
        write(collected.flip());
        collected.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        if (size > 0 && path != null) {
            target.write(path, bytes, at);
        }
        at += size;
    }
}

package org.streamlistening.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a journal one by one, up to the first that is not whole, and finds out why that is not. */
final class JournalReader implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final Seal seal;
    private final FileChannel file;
    private final long size;
    private long position;

    JournalReader(Path path, Seal seal) throws IOException {
        this.seal = seal;
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.size = file.size();
    }

    /** Where the next frame begins, if there is one. */
    long position() {
        return position;
    }

    /** The content of the next frame, or null if there is no whole one. */
    @Nullable
    RecordReader next() throws IOException {
        ByteBuffer header = read(position, Frame.HEADER);
        if (header.remaining() < Frame.HEADER || !Frame.isHeader(header, 0, seal, position)) {
            return null;
        }
        int length = header.getInt(0);
        if (!fits(length, position)) {
            return null;
        }
        ByteBuffer content = read(position + Frame.HEADER, length);
        if (content.remaining() < length || seal.of(content) != header.getInt(Integer.BYTES)) {
            return null;
        }
        position += Frame.size(length);
        return new RecordReader(content);
    }

    private boolean fits(int length, long at) {
        return length <= size - at - Frame.HEADER;
    }

    /** Whether something was begun here: an end that nobody interrupted is nothing but zeros. */
    boolean isTorn() throws IOException {
        ByteBuffer header = read(position, Frame.HEADER);
        while (header.hasRemaining()) {
            if (header.get() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a frame further on, so that what is here had been made safe. */
    boolean goesOn() throws IOException {
        for (long at = position + Frame.STEP; at < size; at += BLOCK) {
            ByteBuffer block = read(at, BLOCK);
            for (int i = 0; i + Frame.HEADER <= block.limit(); i += Frame.STEP) {
                // In the file's earlier lives there is enough to look like anything, but not like one that would fit.
                if (Frame.isHeader(block, i, seal, at + i) && fits(block.getInt(i), at + i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(length, size - at)));
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
            // Until it is full or the file ends.
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

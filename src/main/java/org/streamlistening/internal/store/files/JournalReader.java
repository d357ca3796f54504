package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a journal one by one, up to the first that is not whole, and finds out why that is not. */
public final class JournalReader implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final FrameChecksum checksum;
    private final FileChannel file;
    private final long size;
    private long position;

    public JournalReader(Path path, FrameChecksum checksum) throws IOException {
        this.checksum = checksum;
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.size = file.size();
    }

    /** Where the next frame begins, if there is one. */
    public long position() {
        return position;
    }

    /** The content of the next frame, or null if there is no whole one. */
    @Nullable
    public RecordReader next() throws IOException {
        ByteBuffer header = read(position, JournalFrame.HEADER);
        if (header.remaining() < JournalFrame.HEADER || !JournalFrame.isHeader(header, 0, checksum, position)) {
            return null;
        }
        int length = header.getInt(0);
        if (!fits(length, position)) {
            return null;
        }
        ByteBuffer content = read(position + JournalFrame.HEADER, length);
        if (content.remaining() < length || checksum.of(content) != header.getInt(Integer.BYTES)) {
            return null;
        }
        position += JournalFrame.size(length);
        return new RecordReader(content);
    }

    private boolean fits(int length, long at) {
        return length <= size - at - JournalFrame.HEADER;
    }

    /** Whether something was begun here: an end that nobody interrupted is nothing but zeros. */
    public boolean isTorn() throws IOException {
        ByteBuffer header = read(position, JournalFrame.HEADER);
        while (header.hasRemaining()) {
            if (header.get() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a frame further on, so that what is here had been made safe. */
    public boolean goesOn() throws IOException {
        for (long at = position + JournalFrame.STEP; at < size; at += BLOCK) {
            ByteBuffer block = read(at, BLOCK);
            for (int i = 0; i + JournalFrame.HEADER <= block.limit(); i += JournalFrame.STEP) {
                // In the file's earlier lives there is enough to look like anything, but not like one that would fit.
                if (JournalFrame.isHeader(block, i, checksum, at + i) && fits(block.getInt(i), at + i)) {
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

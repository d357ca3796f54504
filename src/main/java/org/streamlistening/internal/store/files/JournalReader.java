package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a journal one by one, up to the first incomplete one, and finds out why it is incomplete. */
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

    /** The start of the next frame, if there is one. */
    public long position() {
        return position;
    }

    /** The content of the next frame; null if there is no complete one. */
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

    /** Whether a write was interrupted here: the regular end of a journal consists of zeros. */
    public boolean isTorn() throws IOException {
        ByteBuffer header = read(position, JournalFrame.HEADER);
        while (header.hasRemaining()) {
            if (header.get() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a later frame exists. The incomplete frame here was durable then, and is damaged. */
    public boolean hasLaterFrame() throws IOException {
        for (long at = position + JournalFrame.STEP; at < size; at += BLOCK) {
            ByteBuffer block = read(at, BLOCK);
            for (int i = 0; i + JournalFrame.HEADER <= block.limit(); i += JournalFrame.STEP) {
                // Rests of an earlier use of the file can imitate a header, but hardly one whose length fits.
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
            // Until the buffer is full or the file ends.
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the records of a snapshot one by one, up to the first incomplete one. */
final class SnapshotReader implements AutoCloseable {

    private final long number;
    private final FileChannel file;
    private final long size;
    private final ByteBuffer header = ByteBuffer.allocate(RecordWriter.HEADER);
    private long position;

    /** @param number the number of the file, which the checksums include */
    SnapshotReader(Path path, long number) throws IOException {
        this.number = number;
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.size = file.size();
    }

    /** The start of the next record, if there is one. */
    long position() {
        return position;
    }

    /** The content of the next record; null if there is no complete one. */
    @Nullable
    RecordReader next() throws IOException {
        long begin = position + RecordWriter.HEADER;
        if (begin > size) {
            return null;
        }
        readFully(header.clear(), position);
        int length = header.getInt(0);
        if (length <= 0 || length > size - begin) {
            return null;
        }
        ByteBuffer content = ByteBuffer.allocate(length);
        readFully(content, begin);
        if (RecordWriter.checksum(number, content) != header.getInt(Integer.BYTES)) {
            return null;
        }
        position = begin + length;
        return new RecordReader(content);
    }

    private void readFully(ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
            // Until the buffer is full or the file ends; an incomplete record has no valid checksum.
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

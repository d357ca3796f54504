package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.streamlistening.internal.engine.state.MessageBoundaries;
import org.streamlistening.internal.store.StoreException;

/** The ends of the messages of a segment, read from its file in blocks. For one thread, for a short time. */
final class DiskIndex extends MessageBoundaries implements AutoCloseable {

    private static final int BLOCK = 512;

    private final FileChannel file;
    private final int count;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK * Long.BYTES);
    private int blockNumber = -1;

    DiskIndex(Path path, int count) {
        this.count = count;
        try {
            this.file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException deleted) {
            // Deleted between the look-up of the stream and this read: a regular case.
            throw StoreException.bytesDeleted();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long marked(int index) {
        if (index / BLOCK != blockNumber) {
            load(index / BLOCK);
        }
        return block.getLong(index % BLOCK * Long.BYTES);
    }

    private void load(int number) {
        try {
            block.clear();
            long position = (long) number * BLOCK * Long.BYTES;
            while (block.hasRemaining() && file.read(block, position + block.position()) >= 0) {
                // Until the block is full or the file ends.
            }
            blockNumber = number;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

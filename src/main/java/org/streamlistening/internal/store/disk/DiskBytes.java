package org.streamlistening.internal.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.files.Segment;
import org.streamlistening.internal.store.files.StoreDirectory;

/**
 * A range of the bytes of a stream, read from its files piece by piece. No file stays open between two pieces, so that
 * a client which stops reading occupies no file.
 */
final class DiskBytes implements StreamBytes {

    private static final int PIECE = 128 * 1024;

    private final StoreDirectory directory;
    private final long stream;
    private final DiskExtent extent;
    private final long to;
    private long at;

    DiskBytes(StoreDirectory directory, long stream, DiskExtent extent, long from, long to) {
        this.directory = directory;
        this.stream = stream;
        this.extent = extent;
        this.at = from;
        this.to = to;
    }

    @Override
    public long remaining() {
        return to - at;
    }

    @Override
    public void writeNext(OutputStream out, int max) throws IOException {
        int index = extent.segmentAt(at);
        long end = Math.min(extent.endOf(index), to);
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(end - at, Math.min(max, PIECE)));
        read(extent.segments().get(index), piece);
        at += piece.capacity();
        out.write(piece.array());
    }

    /** Wraps failures of the disk, so that the caller can distinguish them from failures of the client. */
    private void read(Segment segment, ByteBuffer piece) {
        try (FileChannel file = FileChannel.open(directory.data(stream, segment.start()), StandardOpenOption.READ)) {
            while (piece.hasRemaining()) {
                if (file.read(piece, at - segment.start() + piece.position()) < 0) {
                    throw new EOFException("stream " + stream + " ends too early in the file of " + segment.start());
                }
            }
        } catch (NoSuchFileException deleted) {
            // Deleted between the look-up of the stream and this read: a regular case.
            throw StoreException.bytesDeleted();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

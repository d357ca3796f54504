package org.streamlistening.internal.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that is written and forced before a change is acknowledged. Its space is allocated in advance, and an old
 * file is overwritten: forcing bytes into allocated blocks takes half the time.
 *
 * <p>Each file begins with a frame that names the previous file and its end. Bytes after that end, of a failed write or
 * of an earlier use of the file, do not count.
 *
 * <p>For the thread of the journal.
 */
public final class Journal implements AutoCloseable {

    private static final int AHEAD = 1 << 20;
    private static final int PAGE = 4096;

    private final StoreDirectory directory;
    private End previous;
    private long number;
    private @Nullable FileChannel file;
    private long end;
    private long allocated;

    /** The end of the valid part of a file. */
    public record End(long number, long position) {

        void write(RecordWriter out) {
            out.number(number).number(position);
        }

        public static End read(RecordReader in) {
            return new End(in.number(), in.number());
        }
    }

    /**
     * @param previous the end of the last valid frame
     * @param used the greatest number of an existing file, valid or not
     */
    public Journal(StoreDirectory directory, End previous, long used) {
        this.directory = directory;
        this.previous = previous;
        this.number = used;
    }

    public long number() {
        return number;
    }

    public long size() {
        return end;
    }

    /** Continues in a new file. */
    public void roll() throws IOException {
        close();
        Path path = directory.journal(number + 1);
        Path spare = directory.spareJournal();
        if (Files.exists(spare)) {
            Files.move(spare, path, StandardCopyOption.ATOMIC_MOVE);
        }
        FileChannel opened = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        number++;
        End before = previous;
        try {
            open(opened);
            directory.force();
        } catch (IOException | RuntimeException | Error failure) {
            // Tried again at each change while the disk is full: no attempt may leave a file.
            previous = before;
            close();
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    private void open(FileChannel opened) throws IOException {
        file = opened;
        end = 0;
        allocated = opened.size();
        RecordWriter first = new RecordWriter();
        begin(first);
        previous.write(first);
        append(first);
    }

    /** Prepares a writer for a frame that {@link #append} writes. */
    public static void begin(RecordWriter frame) {
        frame.clear();
        frame.zeros(JournalFrame.HEADER);
    }

    /** Writes a frame and makes it durable. After a failure the file must no longer be used. */
    public void append(RecordWriter frame) throws IOException {
        FileChannel current = file;
        if (current == null) {
            throw new IOException("the journal is closed");
        }
        int length = frame.size() - JournalFrame.HEADER;
        ByteBuffer bytes = JournalFrame.complete(frame, directory.checksum(number), end);
        End after = new End(number, end + JournalFrame.size(length));
        allocate(current, end + bytes.remaining());
        FileWrites.all(current, bytes, end);
        current.force(false);
        // The frame is durable: nothing after this line may fail.
        end = after.position();
        previous = after;
    }

    private void allocate(FileChannel current, long needed) throws IOException {
        if (needed > allocated) {
            long until = needed + AHEAD;
            // Page by page: a system that got many pages at once writes as many for a single byte.
            for (long at = (allocated + PAGE - 1) / PAGE * PAGE; at < until; at += PAGE) {
                FileWrites.all(current, ByteBuffer.allocate(PAGE), at);
            }
            allocated = until;
        }
    }

    /** Tries to invalidate a failed write, so that it is never read. */
    public void discardLast() throws IOException {
        FileChannel current = file;
        if (current != null) {
            FileWrites.all(current, ByteBuffer.allocate(JournalFrame.HEADER), end);
            current.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel current = file;
        file = null;
        if (current != null) {
            current.close();
        }
    }
}

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
 * The file that is written to and forced before anything is acknowledged. It is made longer ahead of need, and a file
 * that is not needed any more is written over: to force bytes into a place that the disk knows takes half the time.
 *
 * <p>Each file begins with a frame that says which one was before it, and where that one ended: what lies behind, of a
 * write that failed or of an earlier life of the file, does not count.
 *
 * <p>For the journal's thread.
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

    /** Where the good part of a file ends. */
    public record End(long number, long position) {

        void write(RecordWriter out) {
            out.number(number).number(position);
        }

        public static End read(RecordReader in) {
            return new End(in.number(), in.number());
        }
    }

    /**
     * @param previous where what was written last ended
     * @param used the greatest number of a file that is there, good or not
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

    /** Goes on in a new file. */
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
            // It is tried with each change while the disk is full: no file may be left of each time.
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

    /** Prepares a writer for what {@link #append} is to write. */
    public static void begin(RecordWriter frame) {
        frame.clear();
        frame.zeros(JournalFrame.HEADER);
    }

    /** Writes a frame and makes it safe. After a failure the file must not be used any more. */
    public void append(RecordWriter frame) throws IOException {
        FileChannel current = file;
        if (current == null) {
            throw new IOException("the journal is closed");
        }
        int length = frame.size() - JournalFrame.HEADER;
        ByteBuffer bytes = JournalFrame.seal(frame, directory.seal(number), end);
        End then = new End(number, end + JournalFrame.size(length));
        allocate(current, end + bytes.remaining());
        FileWrites.all(current, bytes, end);
        current.force(false);
        // It is safe: nothing may fail from here on.
        end = then.position();
        previous = then;
    }

    private void allocate(FileChannel current, long needed) throws IOException {
        if (needed > allocated) {
            long until = needed + AHEAD;
            // Page by page: where the system was given many pages at once, it writes as many for a single byte.
            for (long at = (allocated + PAGE - 1) / PAGE * PAGE; at < until; at += PAGE) {
                FileWrites.all(current, ByteBuffer.allocate(PAGE), at);
            }
            allocated = until;
        }
    }

    /** Tries to make sure that nothing of a write that failed is ever read. */
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

package org.streamlistening.internal.http.body;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip body with one or more members (RFC 1952, section 2.2). Zeros may follow the last member. Any
 * other trailing byte, and a truncated member, is an error: {@link java.util.zip.GZIPInputStream} takes both for the
 * end, and a reader would continue after messages that it never received.
 */
final class GzipMembersInputStream extends InputStream {

    private static final int BUFFER = 8192;

    private static final int ID_1 = 0x1f;
    private static final int ID_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    /** Time, extra flags and operating system. */
    private static final int UNUSED_BYTES = 6;

    private final InputStream body;
    private final byte[] buffer = new byte[BUFFER];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private int position;
    private int end;
    private boolean inMember;
    private boolean afterMember;
    private boolean ended;

    GzipMembersInputStream(InputStream body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count == 0 && length > 0 && hasMember()) {
            count = inflate(target, offset, length);
        }
        return ended ? -1 : count;
    }

    /** Begins the next member if necessary. Returns false if there is none. */
    private boolean hasMember() throws IOException {
        if (!inMember && !ended) {
            inMember = readHeader();
            ended = !inMember;
            if (ended) {
                inflater.end();
            }
        }
        return inMember;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        int count;
        try {
            count = inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            ZipException broken = new ZipException("the compressed body is damaged");
            broken.initCause(e);
            throw broken;
        }
        checksum.update(target, offset, count);
        if (inflater.finished()) {
            position = end - inflater.getRemaining();
            endMember();
        } else if (count == 0) {
            refill();
        }
        return count;
    }

    private void refill() throws IOException {
        if (inflater.needsDictionary()) {
            throw new ZipException("the compressed body needs a dictionary");
        }
        if (position == end && !fill()) {
            throw truncated();
        }
        inflater.setInput(buffer, position, end - position);
        position = end;
    }

    private void endMember() throws IOException {
        if (nextInt() != checksum.getValue() || nextInt() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("the compressed body is damaged: its checksum is wrong");
        }
        inflater.reset();
        checksum.reset();
        inMember = false;
        afterMember = true;
    }

    private boolean readHeader() throws IOException {
        if (position == end && !fill()) {
            return false;
        }
        int first = nextByte();
        if (afterMember && first == 0) {
            requireZeros();
            return false;
        }
        if (first != ID_1 || nextByte() != ID_2 || nextByte() != DEFLATE) {
            throw new ZipException("the compressed body continues after its end");
        }
        int flags = nextByte();
        skip(UNUSED_BYTES);
        if ((flags & EXTRA) != 0) {
            skip(nextByte() | nextByte() << 8);
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        skip((flags & HEADER_CRC) != 0 ? 2 : 0);
        return true;
    }

    private void requireZeros() throws IOException {
        while (position < end || fill()) {
            if (buffer[position++] != 0) {
                throw new ZipException("the compressed body continues after its end");
            }
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nextByte();
        }
    }

    private void skipText(int flag) throws IOException {
        while (flag != 0 && nextByte() != 0) {
            // The text ends with a zero.
        }
    }

    private long nextInt() throws IOException {
        return nextByte() | nextByte() << 8 | nextByte() << 16 | (long) nextByte() << 24;
    }

    private int nextByte() throws IOException {
        if (position == end && !fill()) {
            throw truncated();
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int read = body.read(buffer, 0, buffer.length);
        position = 0;
        end = Math.max(read, 0);
        return read >= 0;
    }

    static EOFException truncated() {
        return new EOFException("the compressed body was cut off");
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inMember = false;
        inflater.end();
        body.close();
    }
}

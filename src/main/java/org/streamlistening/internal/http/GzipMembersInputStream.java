package org.streamlistening.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip body: all its members (RFC 1952, section 2.2), of which zeros may be behind the last one. Anything
 * else there, and a member that is cut anywhere, is an error: a {@link java.util.zip.GZIPInputStream} takes both for the
 * end, and a reader would go on behind messages that it never got.
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
        while (count == 0 && length > 0 && begun()) {
            count = inflated(target, offset, length);
        }
        return ended ? -1 : count;
    }

    /** Whether there is a member to be read. */
    private boolean begun() throws IOException {
        if (!inMember && !ended) {
            inMember = hasHeader();
            ended = !inMember;
            if (ended) {
                inflater.end();
            }
        }
        return inMember;
    }

    private int inflated(byte[] target, int offset, int length) throws IOException {
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
            throw cutOff();
        }
        inflater.setInput(buffer, position, end - position);
        position = end;
    }

    private void endMember() throws IOException {
        if (number() != checksum.getValue() || number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("the compressed body is damaged: its checksum is wrong");
        }
        inflater.reset();
        checksum.reset();
        inMember = false;
        afterMember = true;
    }

    private boolean hasHeader() throws IOException {
        if (position == end && !fill()) {
            return false;
        }
        int first = required();
        if (afterMember && first == 0) {
            requireZeros();
            return false;
        }
        if (first != ID_1 || required() != ID_2 || required() != DEFLATE) {
            throw new ZipException("a compressed body goes on behind its end");
        }
        int flags = required();
        skip(UNUSED_BYTES);
        if ((flags & EXTRA) != 0) {
            skip(required() | required() << 8);
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        skip((flags & HEADER_CRC) != 0 ? 2 : 0);
        return true;
    }

    private void requireZeros() throws IOException {
        while (position < end || fill()) {
            if (buffer[position++] != 0) {
                throw new ZipException("a compressed body goes on behind its end");
            }
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            required();
        }
    }

    private void skipText(int flag) throws IOException {
        while (flag != 0 && required() != 0) {
            // Up to the zero that ends it.
        }
    }

    private long number() throws IOException {
        return required() | required() << 8 | required() << 16 | (long) required() << 24;
    }

    private int required() throws IOException {
        if (position == end && !fill()) {
            throw cutOff();
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int read = body.read(buffer, 0, buffer.length);
        position = 0;
        end = Math.max(read, 0);
        return read >= 0;
    }

    static EOFException cutOff() {
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

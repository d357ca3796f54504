package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Builds records. A snapshot consists of records: length, checksum, content. The checksum includes the number of the
 * file, so that a record of another file is not valid in this one. A journal consists of {@link JournalFrame}s.
 */
public final class RecordWriter {

    static final int HEADER = 2 * Integer.BYTES;

    private byte[] bytes = new byte[64 * 1024];
    private int size;
    private int begin;

    void clear() {
        size = 0;
    }

    /** Adds zeros: space for a header, or padding. */
    void zeros(int count) {
        grow(count);
        Arrays.fill(bytes, size, size + count, (byte) 0);
        size += count;
    }

    public int size() {
        return size;
    }

    /** The bytes so far. Valid until the next call. */
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    void beginRecord() {
        begin = size;
        grow(HEADER);
        size += HEADER;
    }

    void endRecord(long file) {
        ByteBuffer.wrap(bytes, begin, HEADER)
                .putInt(size - begin - HEADER)
                .putInt(checksum(file, ByteBuffer.wrap(bytes, begin + HEADER, size - begin - HEADER)));
    }

    static int checksum(long file, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(file).flip());
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    RecordWriter flag(boolean value) {
        grow(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    /** A number that is not negative and usually small: seven bits per byte. */
    RecordWriter number(long value) {
        grow(Long.BYTES + 2);
        long left = value;
        while (left > 0x7f) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return this;
    }

    RecordWriter bytes(byte[] value) {
        number(value.length);
        grow(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public RecordWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    RecordWriter optionalText(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}

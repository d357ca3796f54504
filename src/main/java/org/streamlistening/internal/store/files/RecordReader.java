package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the values of a record with a valid checksum, in the order in which {@link RecordWriter} wrote them. */
public final class RecordReader {

    private final ByteBuffer content;

    RecordReader(ByteBuffer content) {
        this.content = content;
    }

    public boolean isAtEnd() {
        return !content.hasRemaining();
    }

    boolean flag() {
        return content.get() != 0;
    }

    long number() {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = content.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    byte[] bytes() {
        byte[] value = new byte[(int) number()];
        content.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String optionalText() {
        return flag() ? text() : null;
    }
}

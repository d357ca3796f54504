package org.streamlistening.internal.store.database;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ends within a chunk as a column: the distance of each from the one before, seven bits to a byte, least significant
 * first, all but the last byte of a number with the eighth bit. Null for a single end, which is that of the chunk.
 */
final class EndsCodec {

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private EndsCodec() {}

    static byte @Nullable [] encode(int[] ends) {
        if (ends.length == 1) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(ends.length * 2);
        int last = 0;
        for (int end : ends) {
            int rest = end - last;
            last = end;
            for (; rest >= MORE; rest >>>= BITS) {
                out.write(rest | MORE);
            }
            out.write(rest);
        }
        return out.toByteArray();
    }

    /** @param size the size of the chunk */
    static int[] decode(byte @Nullable [] column, int size) {
        if (column == null) {
            return new int[] {size};
        }
        int[] ends = new int[column.length];
        int count = 0;
        int end = 0;
        int shift = 0;
        for (byte next : column) {
            end += (next & (MORE - 1)) << shift;
            shift += BITS;
            if (next >= 0) {
                ends[count++] = end;
                shift = 0;
            }
        }
        return Arrays.copyOf(ends, count);
    }
}

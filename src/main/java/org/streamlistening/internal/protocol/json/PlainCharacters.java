package org.streamlistening.internal.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The characters of a string that are one byte each and stand for themselves. */
final class PlainCharacters {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;

    private PlainCharacters() {}

    /** The index of the next other byte, or the end. This is the hot path: it checks eight bytes at a time. */
    static int skip(byte[] text, int from, int to) {
        int next = from;
        while (next + Long.BYTES <= to && isPlain((long) EIGHT_BYTES.get(text, next))) {
            next += Long.BYTES;
        }
        while (next < to && text[next] >= ' ' && text[next] != '"' && text[next] != '\\') {
            next++;
        }
        return next;
    }

    /** Whether none of eight bytes is a quote, a backslash, a control character or part of a multi-byte character. */
    private static boolean isPlain(long bytes) {
        long quotes = bytes ^ ONES * '"';
        long backslashes = bytes ^ ONES * '\\';
        // The subtraction sets the upper bit of each byte that was smaller, and of bytes left of a smaller one.
        long odd = bytes | (bytes - ONES * ' ') | (quotes - ONES) | (backslashes - ONES);
        return (odd & ONES << 7) == 0;
    }
}

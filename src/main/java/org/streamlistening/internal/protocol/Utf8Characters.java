package org.streamlistening.internal.protocol;

/** Boundaries of characters in UTF-8 (RFC 3629). */
public final class Utf8Characters {

    /** The greatest length of an incomplete character. */
    public static final int LONGEST_BEGINNING = 3;

    private Utf8Characters() {}

    /** How many bytes at the end of a text begin a character without completing it; 0 if the text is not UTF-8. */
    public static int unfinished(byte[] text, int length) {
        for (int back = 1; back <= LONGEST_BEGINNING && back <= length; back++) {
            int octet = text[length - back] & 0xff;
            if ((octet & 0xc0) != 0x80) {
                return back < lengthOf(octet) ? back : 0;
            }
        }
        return 0;
    }

    private static int lengthOf(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    }
}

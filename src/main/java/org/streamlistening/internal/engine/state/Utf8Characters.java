package org.streamlistening.internal.engine.state;

/** Boundaries of characters in UTF-8 (RFC 3629: shortest form, no surrogates, nothing above U+10FFFF). */
public final class Utf8Characters {

    /** The greatest length of an incomplete character. */
    public static final int LONGEST_BEGINNING = 3;

    private Utf8Characters() {}

    /** The position after the multi-byte character at this position. */
    static int after(byte[] text, int at) {
        int first = text[at] & 0xff;
        int length = lengthOf(first);
        boolean valid = length > 0 && at + length <= text.length && secondFits(first, text, at);
        for (int i = 2; valid && i < length; i++) {
            valid = continues(text[at + i]);
        }
        if (!valid) {
            throw RequestRejectedException.invalid("the body is not valid UTF-8 at byte " + at);
        }
        return at + length;
    }

    /**
     * Whether a text ends within a character.
     *
     * @param end the last bytes of the text, three of them if there are that many
     */
    public static boolean isUnfinished(byte[] end) {
        for (int from = end.length - 1; from >= 0; from--) {
            if (!continues(end[from])) {
                return end.length - from < lengthOf(end[from] & 0xff);
            }
        }
        return false;
    }

    static boolean continues(byte next) {
        return (next & 0xc0) == 0x80;
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

    private static boolean secondFits(int first, byte[] text, int at) {
        int second = text[at + 1] & 0xff;
        return switch (first) {
            case 0xe0 -> second >= 0xa0 && second <= 0xbf;
            case 0xed -> second >= 0x80 && second <= 0x9f;
            case 0xf0 -> second >= 0x90 && second <= 0xbf;
            case 0xf4 -> second >= 0x80 && second <= 0x8f;
            default -> continues((byte) second);
        };
    }
}

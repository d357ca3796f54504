package org.streamlistening.internal.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks JSON text (RFC 8259, in UTF-8) byte by byte and finds where values end. Builds nothing and changes nothing, so
 * numbers of any size and members of the same name are kept exactly as they were written.
 */
final class JsonScanner {

    /** Deeper text is refused, so that it does no harm to those who read it with a recursive parser. */
    private static final int MAX_DEPTH = 512;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;

    private final byte[] text;

    /** One byte for each container that is open: '}' or ']', whichever closes it. */
    private final byte[] open = new byte[MAX_DEPTH];

    private int at;

    JsonScanner(byte[] text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        return at == text.length;
    }

    /** The next byte, or 0 (which no JSON text has) at the end. */
    int peek() {
        return at < text.length ? text[at] : 0;
    }

    void skipSpace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** Goes over this byte if it is the next one. */
    boolean skip(int expected) {
        boolean there = at < text.length && text[at] == expected;
        if (there) {
            at++;
        }
        return there;
    }

    /** Goes over one value, with all that it contains. */
    void value() {
        int depth = 0;
        do {
            skipSpace();
            if (opens()) {
                if (depth == MAX_DEPTH) {
                    throw invalid("is nested deeper than " + MAX_DEPTH);
                }
                open[depth++] = (byte) (text[at++] == '{' ? '}' : ']');
                if (!closesAtOnce(open[depth - 1])) {
                    nameIn(open[depth - 1]);
                    continue;
                }
                depth--;
            } else {
                scalar();
            }
            depth = afterValue(depth);
        } while (depth > 0);
    }

    private boolean opens() {
        return peek() == '{' || peek() == '[';
    }

    private boolean closesAtOnce(byte closing) {
        skipSpace();
        return skip(closing);
    }

    /** Closes what ends behind a value, up to the comma that announces another one. */
    private int afterValue(int depth) {
        int left = depth;
        while (left > 0) {
            skipSpace();
            if (skip(',')) {
                nameIn(open[left - 1]);
                return left;
            }
            if (!skip(open[left - 1])) {
                throw invalid("has no '" + (char) open[left - 1] + "' or ','");
            }
            left--;
        }
        return 0;
    }

    private void nameIn(byte closing) {
        if (closing != '}') {
            return;
        }
        skipSpace();
        if (peek() != '"') {
            throw invalid("has no member name");
        }
        string();
        skipSpace();
        if (!skip(':')) {
            throw invalid("has no ':'");
        }
    }

    private void scalar() {
        switch (peek()) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!skip(word.charAt(i))) {
                throw invalid("has no value");
            }
        }
    }

    private void number() {
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw invalid("has no value");
        }
    }

    private void string() {
        at++;
        skipPlain();
        while (!skip('"')) {
            if (atEnd()) {
                throw invalid("has a string without an end");
            }
            int next = text[at];
            if (next == '\\') {
                escape();
            } else if (next < 0) {
                at = Utf8Characters.after(text, at);
            } else {
                throw invalid("has a control character in a string");
            }
            skipPlain();
        }
    }

    /** Nearly all bytes of nearly all bodies are looked at here: eight at a time. */
    private void skipPlain() {
        int next = at;
        while (next + Long.BYTES <= text.length && isPlain((long) EIGHT_BYTES.get(text, next))) {
            next += Long.BYTES;
        }
        while (next < text.length && text[next] >= ' ' && text[next] != '"' && text[next] != '\\') {
            next++;
        }
        at = next;
    }

    /** Whether none of eight bytes is a quote, a backslash, a control character or part of a longer character. */
    private static boolean isPlain(long bytes) {
        long quotes = bytes ^ ONES * '"';
        long backslashes = bytes ^ ONES * '\\';
        // A byte's upper bit is set by the subtraction if the byte was smaller, or if a smaller one was right of it.
        long odd = bytes | (bytes - ONES * ' ') | (quotes - ONES) | (backslashes - ONES);
        return (odd & ONES << 7) == 0;
    }

    private void escape() {
        at++;
        if (skip('u')) {
            for (int i = 0; i < 4; i++, at++) {
                if (Character.digit(peek(), 16) < 0) {
                    throw invalid("has a bad \\u escape");
                }
            }
        } else if ("\"\\/bfnrt".indexOf(peek()) < 0 || atEnd()) {
            throw invalid("has a bad escape");
        } else {
            at++;
        }
    }

    ProtocolError invalid(String what) {
        return ProtocolError.badRequest("the body is not valid JSON: it " + what + " at byte " + at);
    }
}

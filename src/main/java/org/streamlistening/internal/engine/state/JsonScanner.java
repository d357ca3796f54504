package org.streamlistening.internal.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks JSON text (RFC 8259, in UTF-8) byte by byte and finds where values end. Builds nothing and changes nothing, so
 * numbers of any size and members of the same name are kept exactly as they were written.
 */
final class JsonScanner {

    /** The greatest depth. Deeper text can overflow the stack of readers with a recursive parser. */
    private static final int MAX_DEPTH = 512;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;

    private final byte[] text;

    /** One byte for each open container: the '}' or ']' that closes it. */
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

    /** The next byte; 0, which is not valid in JSON, at the end. */
    int peek() {
        return at < text.length ? text[at] : 0;
    }

    void skipSpace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** Skips this byte if it is the next one. */
    boolean skip(int expected) {
        boolean there = at < text.length && text[at] == expected;
        if (there) {
            at++;
        }
        return there;
    }

    /** Skips one value, nested values included. */
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

    /** Closes the containers that end after a value, up to a comma before another value. */
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

    /** The hot path: checks eight bytes at a time. */
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

    /** Whether none of eight bytes is a quote, a backslash, a control character or part of a multi-byte character. */
    private static boolean isPlain(long bytes) {
        long quotes = bytes ^ ONES * '"';
        long backslashes = bytes ^ ONES * '\\';
        // The subtraction sets the upper bit of each byte that was smaller, and of bytes left of a smaller one.
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

    RequestRejectedException invalid(String what) {
        return RequestRejectedException.invalid("the body is not valid JSON: it " + what + " at byte " + at);
    }
}

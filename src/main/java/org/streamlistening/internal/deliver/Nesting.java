package org.streamlistening.internal.deliver;

import java.nio.ByteBuffer;
import org.streamlistening.StreamMessage;

/** Measures how deep the arrays and objects of a message are nested. */
final class Nesting {

    private Nesting() {}

    /** Whether there are more levels. Scans only messages that have more brackets, since each level has one. */
    static boolean isDeeper(StreamMessage message, int levels) {
        if (message.length() <= levels) {
            return false;
        }
        ByteBuffer text = message.asByteBuffer();
        if (openingBrackets(text) <= levels) {
            return false;
        }
        int depth = 0;
        boolean string = false;
        while (text.hasRemaining() && depth <= levels) {
            byte octet = text.get();
            if (octet == '"') {
                string = !string;
            } else if (string) {
                // An escaped quotation mark does not end the string.
                skipEscaped(text, octet);
            } else if (octet == '[' || octet == '{') {
                depth++;
            } else if (octet == ']' || octet == '}') {
                depth--;
            }
        }
        return depth > levels;
    }

    /** Also those in strings: a quick count suffices for nearly all messages. */
    private static int openingBrackets(ByteBuffer text) {
        int count = 0;
        int end = text.limit();
        for (int i = text.position(); i < end; i++) {
            // The two characters differ in this bit, and no other one has the rest.
            count += (text.get(i) | 0x20) == '{' ? 1 : 0;
        }
        return count;
    }

    private static void skipEscaped(ByteBuffer text, byte octet) {
        if (octet == '\\' && text.hasRemaining()) {
            text.get();
        }
    }
}

package org.streamlistening.internal.deliver;

import java.nio.ByteBuffer;
import org.streamlistening.StreamMessage;

/** Measures how deep the arrays and objects of a message are nested. */
final class Nesting {

    private Nesting() {}

    /** Whether there are more levels. Scans only messages that are longer than that, since each level has a bracket. */
    static boolean isDeeper(StreamMessage message, int levels) {
        if (message.length() <= levels) {
            return false;
        }
        ByteBuffer text = message.asByteBuffer();
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

    private static void skipEscaped(ByteBuffer text, byte octet) {
        if (octet == '\\' && text.hasRemaining()) {
            text.get();
        }
    }
}

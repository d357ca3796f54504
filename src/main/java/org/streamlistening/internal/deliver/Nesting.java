package org.streamlistening.internal.deliver;

import java.nio.ByteBuffer;
import org.streamlistening.StreamMessage;

/** How deep the arrays and objects of a message are nested in each other. */
final class Nesting {

    private Nesting() {}

    /** Whether there are more levels than that. Goes over long messages only: each level has a bracket. */
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
                // What is escaped is no quotation mark that ends the string.
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

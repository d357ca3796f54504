package org.streamlistening.internal.engine.state;

import java.util.Arrays;

/** Splits a JSON body into messages: exactly one level of array is flattened (Protocol, section 9.1.2). */
final class JsonBody {

    private final byte[] body;
    private final JsonScanner scanner;
    private final byte[] stored;
    private int length;
    private int[] ends = new int[1];
    private int count;

    private JsonBody(byte[] body) {
        this.body = body;
        this.scanner = new JsonScanner(body);
        // Each stored message ends with a comma; in the body, all messages but the first follow one.
        this.stored = new byte[body.length + 1];
    }

    /** An empty array has no message; the caller decides whether that is allowed. */
    static StoredAppend split(byte[] body) {
        return new JsonBody(body).split();
    }

    private StoredAppend split() {
        scanner.skipSpace();
        if (scanner.skip('[')) {
            elements();
        } else {
            message();
        }
        scanner.skipSpace();
        if (!scanner.atEnd()) {
            throw scanner.invalid("has content after its value");
        }
        return count == 0
                ? StoredAppend.EMPTY
                : new StoredAppend(Arrays.copyOf(stored, length), Arrays.copyOf(ends, count));
    }

    private void elements() {
        scanner.skipSpace();
        if (scanner.skip(']')) {
            return;
        }
        do {
            scanner.skipSpace();
            message();
            scanner.skipSpace();
        } while (scanner.skip(','));
        if (!scanner.skip(']')) {
            throw scanner.invalid("has no ']' or ','");
        }
    }

    private void message() {
        int start = scanner.position();
        scanner.value();
        int size = scanner.position() - start;
        System.arraycopy(body, start, stored, length, size);
        length += size;
        stored[length++] = ',';
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = length;
    }
}

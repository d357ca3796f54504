package org.streamlistening.internal.engine.state;

import java.util.Arrays;

/** The messages of a JSON body: exactly one level of array is taken apart (Protocol, section 9.1.2). */
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
        // Each message needs a comma behind it; all but the first have one before them in the body.
        this.stored = new byte[body.length + 1];
    }

    /** An empty array gives no message; whether that is allowed is the caller's to say. */
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
            throw scanner.invalid("goes on behind its value");
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

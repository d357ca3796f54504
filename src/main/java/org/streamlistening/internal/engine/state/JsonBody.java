package org.streamlistening.internal.engine.state;

import java.util.Arrays;
import org.streamlistening.internal.protocol.json.InvalidJsonException;
import org.streamlistening.internal.protocol.json.JsonSplitter;

/** Splits a JSON body into messages: exactly one level of array is flattened (Protocol, section 9.1.2). */
final class JsonBody {

    /** The greatest depth. Deeper text can overflow the stack of readers with a recursive parser. */
    private static final int MAX_DEPTH = 512;

    private final byte[] body;
    private final byte[] stored;
    private int length;
    private int[] ends = new int[1];
    private int count;

    private JsonBody(byte[] body) {
        this.body = body;
        // Each stored message ends with a comma; in the body, all messages but the first follow one.
        this.stored = new byte[body.length + 1];
    }

    /** An empty array has no message; the caller decides whether that is allowed. */
    static StoredAppend split(byte[] body) {
        try {
            return new JsonBody(body).split();
        } catch (InvalidJsonException e) {
            throw RequestRejectedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private StoredAppend split() throws InvalidJsonException {
        JsonSplitter splitter = JsonSplitter.ofValue(MAX_DEPTH);
        while (splitter.next(body, (int) splitter.position(), body.length)) {
            add((int) splitter.begin(), (int) splitter.end());
        }
        if (splitter.finish()) {
            add((int) splitter.begin(), (int) splitter.end());
        }
        return count == 0
                ? StoredAppend.EMPTY
                : new StoredAppend(Arrays.copyOf(stored, length), Arrays.copyOf(ends, count));
    }

    private void add(int begin, int end) {
        System.arraycopy(body, begin, stored, length, end - begin);
        length += end - begin;
        stored[length++] = ',';
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = length;
    }
}

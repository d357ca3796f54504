package org.streamlistening.internal.protocol.json;

import java.util.Arrays;

/** The containers of a message that are open, one bit for each, and what follows a value in the innermost one. */
final class Containers {

    private static final int AFTER_MEMBER = JsonState.AFTER_MEMBER.index();
    private static final int AFTER_ELEMENT = JsonState.AFTER_ELEMENT.index();
    private static final int AFTER_MESSAGE = JsonState.AFTER_MESSAGE.index();

    private final int maxDepth;
    private long[] objects = new long[8];
    private int depth;
    private int afterMessage = JsonState.END.index();
    private int afterValue = afterMessage;

    Containers(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    boolean isEmpty() {
        return depth == 0;
    }

    /** The index of the state after a value. */
    int afterValue() {
        return afterValue;
    }

    /** The array that contains the messages begins. It does not count as a container. */
    void beginArray() {
        afterMessage = AFTER_MESSAGE;
        afterValue = AFTER_MESSAGE;
    }

    boolean isArray() {
        return afterMessage == AFTER_MESSAGE;
    }

    void open(boolean object, long position) throws InvalidJsonException {
        if (depth == maxDepth) {
            throw InvalidJsonException.syntax("is nested deeper than " + maxDepth, position);
        }
        int word = depth / Long.SIZE;
        if (word == objects.length) {
            objects = Arrays.copyOf(objects, 2 * word);
        }
        long bit = 1L << depth;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        afterValue = object ? AFTER_MEMBER : AFTER_ELEMENT;
    }

    void close() {
        depth--;
        afterValue = isEmpty() ? afterMessage : isObject(depth - 1) ? AFTER_MEMBER : AFTER_ELEMENT;
    }

    private boolean isObject(int level) {
        return (objects[level / Long.SIZE] & 1L << level) != 0;
    }
}

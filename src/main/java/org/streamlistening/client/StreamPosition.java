package org.streamlistening.client;

import java.io.Serializable;
import org.streamlistening.Offset;

/**
 * Where a reader stands, finer than the server can name it.
 *
 * <p>A server names one offset per answer, and an answer may be long. What was read of it counts from the offset that
 * the answer began at; since bytes at an offset never change, the same count leads to the same place when it is read
 * again.
 *
 * @param offset an offset that the server knows
 * @param skip how much after that offset was read already: messages in JSON mode, else bytes
 */
public record StreamPosition(Offset offset, long skip) implements Serializable {

    public static final StreamPosition BEGINNING = at(Offset.BEGINNING);

    /** @throws IllegalArgumentException if {@code skip} is negative */
    public StreamPosition {
        if (skip < 0) {
            throw new IllegalArgumentException("skip must not be negative, not " + skip);
        }
    }

    /** Exactly at this offset. */
    public static StreamPosition at(Offset offset) {
        return new StreamPosition(offset, 0);
    }
}

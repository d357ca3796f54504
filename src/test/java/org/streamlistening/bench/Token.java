package org.streamlistening.bench;

/**
 * The messages of the benchmark.
 *
 * @param index the number of the message in its stream
 * @param stamp {@link System#nanoTime} when it was appended; 0 if it was stored before the measurement
 */
public record Token(int index, long stamp, String text) {

    /** The text of a short message. */
    public static final String TEXT = "x".repeat(50);
}

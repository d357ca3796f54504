package org.streamlistening.sample.board;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The messages of the last minute, second by second. Immutable: every message makes a new one.
 *
 * @param second the second of the last element, since 1970
 * @param counts the number of messages in each second
 * @param delays the longest time in each second from writing to delivery, in milliseconds
 * @param numbers the highest number of a message up to each second
 */
record Series(long second, int[] counts, int[] delays, long[] numbers) implements Serializable {

    static final int SECONDS = 60;

    static final Series NONE = new Series(0, new int[SECONDS], new int[SECONDS], new long[SECONDS]);

    private static final long MILLIS = 1000;

    Series and(Reading reading, long now) {
        Series moved = at(now);
        int[] more = moved.counts.clone();
        int[] slower = moved.delays.clone();
        long[] further = moved.numbers.clone();
        int last = SECONDS - 1;
        more[last]++;
        slower[last] = (int) Math.max(slower[last], Math.min(Integer.MAX_VALUE, Math.max(0, now - reading.at())));
        further[last] = Math.max(further[last], reading.number());
        return new Series(moved.second, more, slower, further);
    }

    /** The same messages, seen at this time. */
    Series at(long now) {
        long passed = now / MILLIS - second;
        if (passed <= 0) {
            return this;
        }
        int shift = (int) Math.min(SECONDS, passed);
        int[] more = new int[SECONDS];
        int[] slower = new int[SECONDS];
        long[] further = new long[SECONDS];
        System.arraycopy(counts, shift, more, 0, SECONDS - shift);
        System.arraycopy(delays, shift, slower, 0, SECONDS - shift);
        System.arraycopy(numbers, shift, further, 0, SECONDS - shift);
        // Without messages, the position stays.
        Arrays.fill(further, SECONDS - shift, SECONDS, last());
        return new Series(now / MILLIS, more, slower, further);
    }

    /** The highest number so far. */
    long last() {
        return numbers[SECONDS - 1];
    }

    /** How many messages this one was behind the other, in each second. Both must be of the same time. */
    int[] behind(Series written) {
        return IntStream.range(0, SECONDS)
                .map(i -> (int) Math.max(0, written.numbers[i] - numbers[i]))
                .toArray();
    }
}

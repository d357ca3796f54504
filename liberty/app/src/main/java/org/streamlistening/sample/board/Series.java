package org.streamlistening.sample.board;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The messages of the last minute, second by second. Immutable: every message makes a new one. */
final class Series implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int SECONDS = 60;

    static final Series NONE = new Series(0, new int[SECONDS], noDelays(), new long[SECONDS]);

    private static final long MILLIS = 1000;

    /** The second of the last element, since 1970. */
    private final long second;

    private final int[] counts;
    private final Delays[] delays;
    private final long[] numbers;

    private Series(long second, int[] counts, Delays[] delays, long[] numbers) {
        this.second = second;
        this.counts = counts;
        this.delays = delays;
        this.numbers = numbers;
    }

    private static Delays[] noDelays() {
        Delays[] none = new Delays[SECONDS];
        Arrays.fill(none, Delays.NONE);
        return none;
    }

    /** The number of messages in each second. */
    int[] counts() {
        return counts.clone();
    }

    /** The longest time in each second from writing to delivery, in milliseconds. */
    int[] delays() {
        return Arrays.stream(delays).mapToInt(Delays::max).toArray();
    }

    /** The times from writing to delivery in the whole seconds of the minute: without the last one, which is not over. */
    Delays recent() {
        return Arrays.stream(delays).limit(SECONDS - 1).reduce(Delays.NONE, Delays::and);
    }

    Series and(Reading reading, long now) {
        Series after = andOld(reading, now);
        Delays[] slower = after.delays.clone();
        int delay = (int) Math.min(Integer.MAX_VALUE, Math.max(0, now - reading.at()));
        slower[SECONDS - 1] = slower[SECONDS - 1].and(delay);
        return new Series(after.second, after.counts, slower, after.numbers);
    }

    /** Without its delay. */
    Series andOld(Reading reading, long now) {
        Series moved = at(now);
        int[] more = moved.counts.clone();
        long[] further = moved.numbers.clone();
        more[SECONDS - 1]++;
        further[SECONDS - 1] = Math.max(further[SECONDS - 1], reading.number());
        return new Series(moved.second, more, moved.delays, further);
    }

    /** The same messages, seen at this time. */
    Series at(long now) {
        long passed = now / MILLIS - second;
        if (passed <= 0) {
            return this;
        }
        int shift = (int) Math.min(SECONDS, passed);
        int[] more = new int[SECONDS];
        Delays[] slower = noDelays();
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

    /**
     * How many messages this one was behind the other, in each second; 0 before its first message. Both must be of the
     * same time.
     */
    int[] behind(Series written) {
        return IntStream.range(0, SECONDS)
                .map(i -> numbers[i] == 0 ? 0 : (int) Math.max(0, written.numbers[i] - numbers[i]))
                .toArray();
    }
}

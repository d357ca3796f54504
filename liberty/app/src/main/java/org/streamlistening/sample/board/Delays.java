package org.streamlistening.sample.board;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How long messages took from writing to delivery, in milliseconds, as a histogram. Immutable: every message makes a new
 * one. Up to 15 ms exact, above within an eighth of the delay. What EL reads is a getter.
 */
public final class Delays implements Serializable {

    private static final long serialVersionUID = 1;

    /** Each power of two is divided into so many ranges. */
    private static final int PARTS = 8;

    private static final int EXACT = 2 * PARTS;

    static final Delays NONE = new Delays(new int[0], 0);

    /** The number of delays in each range, up to the last one that has any. */
    private final int[] counts;

    private final int max;

    private Delays(int[] counts, int max) {
        this.counts = counts;
        this.max = max;
    }

    Delays and(int millis) {
        int range = range(millis);
        int[] more = Arrays.copyOf(counts, Math.max(counts.length, range + 1));
        more[range]++;
        return new Delays(more, Math.max(max, millis));
    }

    Delays and(Delays other) {
        int[] sum = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
        for (int range = 0; range < other.counts.length; range++) {
            sum[range] += other.counts[range];
        }
        return new Delays(sum, Math.max(max, other.max));
    }

    /** Half of the delays are at most this long, as a text with its unit. */
    public String getMedian() {
        return text(median());
    }

    /** 99 of 100 delays are at most this long, as a text with its unit. */
    public String getPercentile99() {
        return text(percentile99());
    }

    private String text(int millis) {
        return counts.length == 0 ? "none" : Scale.text(millis) + " ms";
    }

    int median() {
        return quantile(50);
    }

    int percentile99() {
        return quantile(99);
    }

    /** The longest delay; 0 without any. */
    int max() {
        return max;
    }

    private int quantile(int percent) {
        long all = Arrays.stream(counts).asLongStream().sum();
        long rank = (all * percent + 99) / 100;
        long seen = 0;
        for (int range = 0; range < counts.length; range++) {
            seen += counts[range];
            if (seen >= rank) {
                // Never more than the longest, which the chart shows.
                return Math.min(last(range), max);
            }
        }
        return max;
    }

    private static int range(int millis) {
        if (millis < EXACT) {
            return millis;
        }
        int shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(millis) - 3;
        return shift * PARTS + (millis >> shift);
    }

    /** The longest delay in a range. */
    private static int last(int range) {
        if (range < EXACT) {
            return range;
        }
        int shift = range / PARTS - 1;
        long first = (long) (range % PARTS + PARTS) << shift;
        return (int) Math.min(Integer.MAX_VALUE, first + (1L << shift) - 1);
    }
}

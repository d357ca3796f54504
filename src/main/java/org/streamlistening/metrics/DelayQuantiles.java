package org.streamlistening.metrics;

import java.time.Duration;

/**
 * The delays of the deliveries that ended in the last one to two minutes; all zero if none did. A quantile is the upper
 * bound of its range of a histogram, so it is exact to a factor of about two, and never too small. Immutable.
 *
 * @since 0.1
 */
public final class DelayQuantiles {

    private final long count;
    private final Duration median;
    private final Duration percentile95;
    private final Duration percentile99;
    private final Duration max;

    public DelayQuantiles(
            long count, Duration median, Duration percentile95, Duration percentile99, Duration max) {
        this.count = count;
        this.median = median;
        this.percentile95 = percentile95;
        this.percentile99 = percentile99;
        this.max = max;
    }

    /** The number of deliveries. */
    public long getCount() {
        return count;
    }

    /** Half of the delays are at most this long. */
    public Duration getMedian() {
        return median;
    }

    /** 95 of 100 delays are at most this long. */
    public Duration getPercentile95() {
        return percentile95;
    }

    /** 99 of 100 delays are at most this long. */
    public Duration getPercentile99() {
        return percentile99;
    }

    /** The longest delay. */
    public Duration getMax() {
        return max;
    }
}

package org.streamlistening.internal.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.streamlistening.metrics.DelayQuantiles;

/**
 * Delays by size, since the start and in the last one to two minutes. Thread-safe. Delays that end while a minute
 * changes can count for either one.
 */
final class DelayHistogram {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** The upper bounds of all ranges but the last, which has none. */
    private static final long[] BOUNDS_MILLIS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000
    };

    private static final long[] BOUNDS =
            Arrays.stream(BOUNDS_MILLIS).map(TimeUnit.MILLISECONDS::toNanos).toArray();

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);

    private final LongAdder total = new LongAdder();
    private final AtomicReference<Minute> minute;

    /** The minute that runs, and the one before it. */
    private record Minute(long begin, long[] before, long[] beforeLast, LongAccumulator max, long lastMax) {

        static Minute first(long now) {
            long[] none = new long[BOUNDS.length + 1];
            return new Minute(now, none, none, newMax(), 0);
        }

        /** @param counts of all minutes so far */
        Minute next(long now, long[] counts) {
            // After a long silence, the minute before this one had no delays either.
            boolean adjacent = now - begin < 2 * MINUTE;
            return new Minute(now, counts, adjacent ? before : counts, newMax(), adjacent ? max.get() : 0);
        }

        private static LongAccumulator newMax() {
            return new LongAccumulator(Math::max, 0);
        }
    }

    DelayHistogram(long now) {
        this.minute = new AtomicReference<>(Minute.first(now));
    }

    void add(long now, long since) {
        long delay = Math.max(0, now - since);
        minute(now).max().accumulate(delay);
        counts[range(delay)].increment();
        total.add(delay);
    }

    private static int range(long delay) {
        int found = Arrays.binarySearch(BOUNDS, delay);
        return found >= 0 ? found : -found - 1;
    }

    private Minute minute(long now) {
        Minute current = minute.get();
        if (now - current.begin() < MINUTE) {
            return current;
        }
        minute.compareAndSet(current, current.next(now, counts()));
        return minute.get();
    }

    /** The number of delays in each range, the last one without a bound. */
    private long[] counts() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    }

    /** The number of all delays. */
    long count() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).sum();
    }

    /** The sum of all delays. */
    long totalNanos() {
        return total.sum();
    }

    DelayQuantiles recent(long now) {
        Minute current = minute(now);
        long[] recent = counts();
        for (int i = 0; i < recent.length; i++) {
            recent[i] -= current.beforeLast()[i];
        }
        long count = Arrays.stream(recent).sum();
        long max = Math.max(current.max().get(), current.lastMax());
        return new DelayQuantiles(
                count,
                quantile(recent, count, 0.5, max),
                quantile(recent, count, 0.95, max),
                quantile(recent, count, 0.99, max),
                Duration.ofNanos(max));
    }

    private static Duration quantile(long[] counts, long count, double part, long max) {
        long rank = (long) Math.ceil(count * part);
        long seen = 0;
        for (int i = 0; i < BOUNDS.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Duration.ofNanos(Math.min(BOUNDS[i], max));
            }
        }
        return Duration.ofNanos(max);
    }
}

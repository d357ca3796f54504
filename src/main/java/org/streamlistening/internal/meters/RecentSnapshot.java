package org.streamlistening.internal.meters;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.metrics.MetricsSnapshot;

/**
 * The snapshot of this second: a monitoring system that asks for each value separately does not visit all listeners for
 * each. Thread-safe.
 */
public final class RecentSnapshot implements Supplier<MetricsSnapshot> {

    private static final long LIFETIME = Duration.ofSeconds(1).toNanos();

    private final Supplier<MetricsSnapshot> source;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private @Nullable MetricsSnapshot last;
    private long made;

    /** @param nanoTime the time, as {@link System#nanoTime} */
    public RecentSnapshot(Supplier<MetricsSnapshot> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized MetricsSnapshot get() {
        long now = nanoTime.getAsLong();
        MetricsSnapshot known = last;
        if (known == null || now - made >= LIFETIME) {
            known = source.get();
            last = known;
            made = now;
        }
        return known;
    }
}

package org.streamlistening.internal.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.streamlistening.metrics.DeliveryMetrics;

/** What one web application has delivered, and how long that took. Thread-safe. */
public final class DeliveryCounters {

    private final LongSupplier nanoTime;
    private final LongAdder messages = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final DelayHistogram delays;

    DeliveryCounters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.delays = new DelayHistogram(nanoTime.getAsLong());
    }

    /** A listener received a batch: the time to pass to {@link #delivered}. */
    public long received() {
        return nanoTime.getAsLong();
    }

    /** All observers of a batch returned. A batch without messages does not count. */
    public void delivered(int count, long received) {
        if (count > 0) {
            messages.add(count);
            delays.add(nanoTime.getAsLong(), received);
        }
    }

    /** A delivery failed. */
    public void failed() {
        failures.increment();
    }

    /**
     * The sums, beside the present state of the threads.
     *
     * @param waiting the number of deliveries that wait for a thread
     * @param stalled whether no thread runs deliveries any more
     */
    public DeliveryMetrics metrics(int waiting, boolean stalled) {
        return new DeliveryMetrics(
                delays.count(),
                messages.sum(),
                failures.sum(),
                Duration.ofNanos(delays.totalNanos()),
                delays.recent(nanoTime.getAsLong()),
                waiting,
                stalled);
    }
}

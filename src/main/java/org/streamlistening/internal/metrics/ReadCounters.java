package org.streamlistening.internal.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.streamlistening.metrics.ReadMetrics;

/** What the reads of one web application have read. Thread-safe. */
public final class ReadCounters {

    private final LongAdder batches = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder interruptions = new LongAdder();

    /** A batch with messages was read. */
    public void read(int count, long size) {
        batches.increment();
        messages.add(count);
        bytes.add(size);
    }

    /** A read failed, and connects again. */
    public void interrupted() {
        interruptions.increment();
    }

    /** The sums, beside the number of reads that exist now. */
    public ReadMetrics metrics(int open, int shared) {
        return new ReadMetrics(
                open, shared, batches.sum(), messages.sum(), bytes.sum(), interruptions.sum());
    }
}

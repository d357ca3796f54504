package org.streamlistening.internal.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.metrics.ReadMetrics;

/** What the reads of one web application have read. Thread-safe. */
public final class ReadCounters {

    private final LongAdder batches = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder interruptions = new LongAdder();

    /** A batch was read. One without messages does not count. */
    public void read(StreamBatch batch) {
        if (batch.messages().isEmpty()) {
            return;
        }
        long size = 0;
        for (StreamMessage message : batch.messages()) {
            size += message.length();
        }
        batches.increment();
        messages.add(batch.messages().size());
        bytes.add(size);
    }

    /** A read failed, and connects again. */
    public void interrupted() {
        interruptions.increment();
    }

    /** The sums, beside the number of reads that exist now. */
    public ReadMetrics metrics(int open, int shared) {
        return new ReadMetrics(open, shared, batches.sum(), messages.sum(), bytes.sum(), interruptions.sum());
    }
}

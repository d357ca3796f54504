package org.streamlistening.internal.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What one embedded server has stored. Thread-safe. */
public final class ServerCounters {

    private final LongAdder appends = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** An append was acknowledged. */
    public void appended(int size) {
        appends.increment();
        bytes.add(size);
    }

    public long appends() {
        return appends.sum();
    }

    public long bytes() {
        return bytes.sum();
    }
}

package org.streamlistening.internal.metrics;

import java.util.function.LongSupplier;

/** The counters of one web application. */
public record StreamCounters(ReadCounters reads, DeliveryCounters deliveries) {

    /** @param nanoTime the time, as {@link System#nanoTime} */
    public StreamCounters(LongSupplier nanoTime) {
        this(new ReadCounters(), new DeliveryCounters(nanoTime));
    }
}

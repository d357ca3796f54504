package org.streamlistening.metrics;

import java.time.Duration;

/**
 * The deliveries of one web application to its observers and stream sockets. Immutable.
 *
 * <p>The <em>delay</em> of a delivery is the time from when a listener receives a batch until all observers of its last
 * message have returned: the wait for a thread, the observers, and repeated deliveries after failures. A batch without
 * messages is no delivery.
 *
 * @since 0.1
 */
public final class DeliveryMetrics {

    private final long batches;
    private final long messages;
    private final long failures;
    private final Duration totalDelay;
    private final DelayQuantiles recent;
    private final int waiting;
    private final boolean stalled;

    public DeliveryMetrics(
            long batches,
            long messages,
            long failures,
            Duration totalDelay,
            DelayQuantiles recent,
            int waiting,
            boolean stalled) {
        this.batches = batches;
        this.messages = messages;
        this.failures = failures;
        this.totalDelay = totalDelay;
        this.recent = recent;
        this.waiting = waiting;
        this.stalled = stalled;
    }

    /** The number of batches that were delivered completely. A batch counts once for each listener. */
    public long getBatches() {
        return batches;
    }

    /** The number of messages in these batches. */
    public long getMessages() {
        return messages;
    }

    /** The number of deliveries that failed because an observer threw or a message could not be decoded. */
    public long getFailures() {
        return failures;
    }

    /** The sum of the delays of all batches. */
    public Duration getTotalDelay() {
        return totalDelay;
    }

    /** The delays of the last minutes. */
    public DelayQuantiles getRecent() {
        return recent;
    }

    /** The number of deliveries that wait for a thread now. */
    public int getWaiting() {
        return waiting;
    }

    /**
     * Whether deliveries have waited for a minute while no thread runs any: neither the container's executor nor its
     * thread factory runs a task. Observers that hang do not stall the deliveries in this sense.
     */
    public boolean isStalled() {
        return stalled;
    }
}

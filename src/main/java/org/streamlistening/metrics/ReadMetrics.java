package org.streamlistening.metrics;

/**
 * The reads of one web application from the server of its streams. Immutable.
 *
 * @since 0.1
 */
public final class ReadMetrics {

    private final int open;
    private final int shared;
    private final long batches;
    private final long messages;
    private final long bytes;
    private final long reconnects;

    public ReadMetrics(int open, int shared, long batches, long messages, long bytes, long reconnects) {
        this.open = open;
        this.shared = shared;
        this.batches = batches;
        this.messages = messages;
        this.bytes = bytes;
        this.reconnects = reconnects;
    }

    /** The number of open reads: shared ones, and those of listeners that catch up. */
    public int getOpen() {
        return open;
    }

    /** The number of reads that all listeners of a stream share. */
    public int getShared() {
        return shared;
    }

    /** The number of batches with messages that were read. */
    public long getBatches() {
        return batches;
    }

    /** The number of messages that were read. A message that many listeners share counts once. */
    public long getMessages() {
        return messages;
    }

    /** The number of bytes of these messages. */
    public long getBytes() {
        return bytes;
    }

    /** The number of interruptions of reads, after each of which the read connects again. */
    public long getReconnects() {
        return reconnects;
    }
}

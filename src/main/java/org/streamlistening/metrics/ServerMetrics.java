package org.streamlistening.metrics;

/**
 * The embedded server of one web application. Counts begin at its start. Immutable.
 *
 * @since 0.1
 */
public final class ServerMetrics {

    private final StoreState store;
    private final boolean durable;
    private final long appends;
    private final long appendedBytes;
    private final long commits;
    private final long committedChanges;
    private final int largestCommit;
    private final int waitingReaders;

    public ServerMetrics(
            StoreState store,
            boolean durable,
            long appends,
            long appendedBytes,
            long commits,
            long committedChanges,
            int largestCommit,
            int waitingReaders) {
        this.store = store;
        this.durable = durable;
        this.appends = appends;
        this.appendedBytes = appendedBytes;
        this.commits = commits;
        this.committedChanges = committedChanges;
        this.largestCommit = largestCommit;
        this.waitingReaders = waitingReaders;
    }

    /** Whether a store accepts changes. Streams can be read in each of these states. */
    public enum StoreState {
        /** The store accepts changes. */
        WRITABLE,
        /** The store rejects changes until the cause is gone, such as a full disk. */
        REJECTING,
        /** The store accepts no further change until the application restarts. */
        ENDED
    }

    /** Whether the store accepts changes. */
    public StoreState getStore() {
        return store;
    }

    /** Whether the store is a directory, rather than memory. */
    public boolean isDurable() {
        return durable;
    }

    /** The number of appends that the server has acknowledged; without those that changed nothing. */
    public long getAppends() {
        return appends;
    }

    /** The number of bytes in the bodies of these appends. */
    public long getAppendedBytes() {
        return appendedBytes;
    }

    /** The number of batches of changes that became durable together. 0 in memory. */
    public long getCommits() {
        return commits;
    }

    /** The number of changes in these batches. 0 in memory. */
    public long getCommittedChanges() {
        return committedChanges;
    }

    /** The mean number of changes in a batch. 0 in memory. */
    public double getMeanCommit() {
        return commits == 0 ? 0 : (double) committedChanges / commits;
    }

    /** The number of changes in the largest batch. 0 in memory. */
    public int getLargestCommit() {
        return largestCommit;
    }

    /** The number of readers that wait for changes now: long-polls and event streams, also those of the application. */
    public int getWaitingReaders() {
        return waitingReaders;
    }
}

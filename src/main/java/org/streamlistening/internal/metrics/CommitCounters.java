package org.streamlistening.internal.metrics;

/** The batches of changes that became durable together. Thread-safe; read without a lock. */
public final class CommitCounters {

    private volatile Commits commits = new Commits(0, 0, 0);

    /** @param batches the number of batches */
    public record Commits(long batches, long changes, int largest) {}

    /** A batch became durable. */
    public synchronized void committed(int size) {
        Commits before = commits;
        commits = new Commits(before.batches() + 1, before.changes() + size, Math.max(before.largest(), size));
    }

    public Commits commits() {
        return commits;
    }
}
